//! What a client can make the preview do: its time grows with the size of what it is sent, and what was closed takes nothing.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::common::{Project, tried};
use crate::serve::Server;

const PATIENCE: Duration = Duration::from_secs(60);

fn project() -> Project {
    Project::with(&[("content/index.md", "# Home\n\nText.\n"), ("content/a.md", "# A\n")])
}

impl Server {
    fn proc(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.id()))
    }

    /// The processor time that the preview has used, in hundredths of a second.
    fn processor_time(&self) -> u64 {
        let text = fs::read_to_string(self.proc("stat")).expect("it runs");
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        [11, 12].into_iter().map(|at| fields[at].parse::<u64>().expect("a number")).sum()
    }

    fn threads_and_handles(&self) -> [usize; 2] {
        ["task", "fd"].map(|folder| fs::read_dir(self.proc(folder)).map_or(0, Iterator::count))
    }

    /// Waits until there are no more threads and handles than this.
    fn settles(&self, most: [usize; 2], what: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.threads_and_handles();
            if now.iter().zip(most).all(|(now, most)| *now <= most) {
                return;
            }
            assert!(Instant::now() < deadline, "{what}: {now:?} threads and handles, {most:?} at the start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Sends bytes as they are, and reads until the connection ends in any way. Returns the status.
    fn exchange(&self, request: &[u8]) -> u16 {
        let mut stream = self.connect();
        // The server may refuse the request before it has read all of it.
        let _ = stream.write_all(request);
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        String::from_utf8_lossy(&reply).split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }
}

/// How often a request is sent, so that its time can be measured.
const OFTEN: usize = 200;

/// Kinds of load: a name, the smallest number that is measured, and how to make it.
type Load = (&'static str, usize, fn(&Server, usize));

fn head(lines: &str) -> Vec<u8> {
    format!("GET / HTTP/1.1\r\nHost: localhost\r\n{lines}Connection: close\r\n\r\n").into_bytes()
}

fn open_streams(server: &Server, count: usize) -> Vec<TcpStream> {
    let streams = (0..count).map(|_| {
        let mut stream = server.connect();
        let request = "GET /__fingerpost/events?path=/&hash=none HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut line = String::new();
        BufReader::new(stream.try_clone().expect("a second handle")).read_line(&mut line).expect("it answers");
        assert!(line.contains("200"), "{line}");
        stream
    });
    streams.collect()
}

const LOADS: &[Load] = &[
    ("requests one after another", 200, |server, count| {
        (0..count).for_each(|_| assert_eq!(server.exchange(&head("")), 200));
    }),
    ("requests at once", 60, |server, count| {
        let streams: Vec<TcpStream> = (0..count)
            .map(|_| {
                let mut stream = server.connect();
                stream.write_all(&head("")).expect("the server reads");
                stream
            })
            .collect();
        for mut stream in streams {
            let mut reply = String::new();
            stream.read_to_string(&mut reply).expect("it answers");
            assert!(reply.contains(" 200 "), "{reply}");
        }
    }),
    ("connections without a request", 60, |server, count| {
        let idle: Vec<TcpStream> = (0..count).map(|_| server.connect()).collect();
        assert_eq!(server.exchange(&head("")), 200);
        drop(idle);
    }),
    ("open pages", 25, |server, count| drop(open_streams(server, count))),
    ("header lines", 12, |server, count| {
        (0..OFTEN).for_each(|_| assert_eq!(server.exchange(&head(&"X: y\r\n".repeat(count))), 200));
    }),
    ("a long header", 1_900, |server, count| {
        (0..OFTEN).for_each(|_| assert_eq!(server.exchange(&head(&format!("X: {}\r\n", "y".repeat(count)))), 200));
    }),
    ("a long URL", 1_900, |server, count| {
        let request = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a/%2e%2e/".repeat(count / 9));
        (0..OFTEN).for_each(|_| assert!([400, 404].contains(&server.exchange(request.as_bytes()))));
    }),
    ("ranges", 400, |server, count| {
        let ranges = head(&format!("Range: bytes={}\r\n", "0-1,".repeat(count)));
        (0..OFTEN).for_each(|_| assert!(server.exchange(&ranges) >= 200));
    }),
    ("tags of a condition", 400, |server, count| {
        let tags = head(&format!("If-None-Match: {}\r\n", "\"a\",".repeat(count)));
        (0..OFTEN).for_each(|_| assert_eq!(server.exchange(&tags), 200));
    }),
    ("heads beyond the limit", 20_000, |server, count| {
        let long = head(&"X: y\r\n".repeat(count / 6));
        (0..OFTEN).for_each(|_| assert_eq!(server.exchange(&long), 431));
    }),
    ("bytes that are no request", 20_000, |server, count| {
        (0..OFTEN).for_each(|_| assert!([0, 400, 431].contains(&server.exchange(&vec![b'\r'; count]))));
    }),
];

/// Processor time for n, 2n, 4n and 8n of each. A square would make eight times as much take 64 times as long.
#[test]
fn the_work_of_the_preview_is_linear_in_what_clients_send() {
    const LIMIT: f64 = 32.0;
    const RUNS: usize = 3;
    let project = project();
    let server = Server::start(&project, &[]);
    assert_eq!(server.exchange(&head("")), 200);
    std::thread::sleep(Duration::from_millis(500));
    let start = server.threads_and_handles();
    for (name, few, load) in LOADS {
        let mut best = f64::INFINITY;
        for _ in 0..RUNS {
            let times = [1, 2, 4, 8].map(|factor| {
                let before = server.processor_time();
                load(&server, few * factor);
                (server.processor_time() - before).max(1)
            });
            println!("{name}: {times:?} hundredths of a second");
            best = best.min(times[3] as f64 / times[0] as f64);
            if best < LIMIT {
                break;
            }
        }
        assert!(best < LIMIT, "{name}: 8 times as many took {best:.0} times as long");
        server.settles([start[0] + 2, start[1] + 2], name);
    }
    tried("Kinds of load on the preview, each at four sizes", LOADS.len(), 11, 11);
}

/// Nobody reads from them, and nothing is sent, when they are closed.
#[test]
fn closed_event_streams_leave_no_threads_and_handles() {
    let project = project();
    let server = Server::start(&project, &[]);
    assert_eq!(server.exchange(&head("")), 200);
    std::thread::sleep(Duration::from_millis(500));
    let start = server.threads_and_handles();
    for round in 1..=2 {
        let streams = open_streams(&server, 300);
        let open = server.threads_and_handles();
        assert!(open[1] >= start[1] + 300, "{open:?} threads and handles");
        drop(streams);
        server.settles(start, &format!("round {round}"));
    }
    assert_eq!(server.exchange(&head("")), 200);
}

/// The memory of the preview, in MiB.
fn resident(server: &Server) -> u64 {
    let status = fs::read_to_string(server.proc("status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux says it");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

#[test]
fn a_large_file_is_sent_to_many_slow_readers_in_little_memory() {
    const SIZE: u64 = 256 << 20;
    let project = project();
    fs::File::create(project.path("content/large.bin")).and_then(|file| file.set_len(SIZE)).expect("a large file");
    project.write("content/index.md", b"# Home\n\n[Large](large.bin)\n");
    let server = Server::start(&project, &[]);
    let ask = |_| {
        let mut stream = server.connect();
        stream.write_all(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("the server reads");
        let mut first = [0; 64];
        stream.read_exact(&mut first).expect("it answers");
        assert!(first.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&first));
        stream
    };
    let before = resident(&server);
    let readers: Vec<TcpStream> = (0..250).map(ask).collect();
    let grown = resident(&server).saturating_sub(before);
    assert_eq!(server.exchange(&head("")), 200);
    assert!(grown < 100, "{grown} MiB for {} readers", readers.len());
    drop(readers);
    // One that reads gets all of it.
    let mut rest = ask(0);
    let mut count = 64;
    let mut buffer = vec![0; 1 << 20];
    while count < SIZE {
        let read = rest.read(&mut buffer).expect("it goes on");
        assert!(read > 0, "it ended after {count} bytes");
        count += read as u64;
    }
}
