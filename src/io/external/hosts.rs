//! Which hosts may receive requests. Page text is not trusted, and must not be able to send requests into the network
//! in which the check runs (OWASP, server-side request forgery).

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use url::{Host, Url};

/// Which hosts may receive requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only hosts with public IP addresses.
    Public,
    /// Hosts in private networks too.
    Private,
}

/// Resolves `host:port` to IP addresses.
pub type Lookup = Arc<dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// The resolver of the system.
pub fn system_lookup() -> Lookup {
    Arc::new(|name| std::net::ToSocketAddrs::to_socket_addrs(name).map(Iterator::collect))
}

/// Whether the host of a URL is this machine or in a private network, as far as that is clear without a DNS lookup.
pub fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !is_public(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => !is_public(IpAddr::V6(ip)),
        Some(Host::Domain(name)) => is_private_name(name),
        None => true,
    }
}

/// Names that no public server knows (RFC 6761, RFC 6762, RFC 8375, and those that networks use in their place).
pub fn is_private_name(name: &str) -> bool {
    const ENDINGS: &[&str] =
        &["localhost", "local", "internal", "intranet", "lan", "corp", "home", "private", "home.arpa"];
    let name = name.trim_end_matches('.');
    !name.contains('.') || ENDINGS.iter().any(|end| name.strip_suffix(end).is_some_and(|rest| rest.ends_with('.')))
}

/// Whether an IP address is public (IANA special-purpose registries).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_for_protocols = first == 192 && second == 0 && third == 0;
    let is_for_benchmarks = first == 198 && (second == 18 || second == 19);
    !(first == 0
        || first >= 224
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || is_shared
        || is_for_protocols
        || is_for_benchmarks)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // An IPv4 address inside an IPv6 address: mapped, translated (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        [0x2002, high, low, ..] => inner(high, low),
        [0x2001, 0xdb8 | 0, ..] => false,
        // Only this block is allocated to public addresses (RFC 4291, 2.4).
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Whether the system's message says that there is no such name, rather than that the lookup failed.
///
/// The standard library keeps the error code of a failed lookup only on Windows; elsewhere there is only the message.
pub fn says_no_such_name(error: &io::Error) -> bool {
    const WSAHOST_NOT_FOUND: i32 = 11001;
    const WORDS: &[&str] =
        &["Name or service not known", "Name does not resolve", "nodename nor servname provided, or not known"];
    let text = error.to_string();
    (cfg!(windows) && error.raw_os_error() == Some(WSAHOST_NOT_FOUND)) || WORDS.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_hosts_are_recognised_in_every_notation() {
        for address in [
            "http://localhost:8080/",
            "http://printer/",
            "http://wiki.corp/",
            "http://nas.home.arpa./",
            "http://127.0.0.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest/meta-data/",
            "http://192.168.0.1/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::a00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
        ] {
            assert!(is_private(&Url::parse(address).expect("an address")), "{address}");
        }
        for address in
            ["https://www.example.org/", "http://8.8.8.8/", "http://[2606:4700::1111]/", "http://home.example.org/"]
        {
            assert!(!is_private(&Url::parse(address).expect("an address")), "{address}");
        }
    }
}
