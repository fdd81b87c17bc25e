//! The socket between `front.rs` and tiny_http: one that web pages cannot reach.
//!
//! On Linux it is a Unix socket with a name outside the file system, which leaves nothing behind and nobody can guess;
//! elsewhere a port of the loopback interface.

use std::io;
#[cfg(not(target_os = "linux"))]
use std::net::{Ipv4Addr, SocketAddr, TcpListener as Listener, TcpStream};
#[cfg(target_os = "linux")]
use std::os::linux::net::SocketAddrExt;
#[cfg(target_os = "linux")]
use std::os::unix::net::{SocketAddr, UnixListener as Listener, UnixStream};

pub type Address = SocketAddr;
#[cfg(target_os = "linux")]
pub type Stream = UnixStream;
#[cfg(not(target_os = "linux"))]
pub type Stream = TcpStream;

/// Listens at an address that is free.
#[cfg(target_os = "linux")]
pub fn listen() -> io::Result<(Listener, Address)> {
    let mut name = [0; 16];
    getrandom::fill(&mut name).map_err(|error| io::Error::other(error.to_string()))?;
    let address = SocketAddr::from_abstract_name(name)?;
    Ok((Listener::bind_addr(&address)?, address))
}

/// Listens at an address that is free.
#[cfg(not(target_os = "linux"))]
pub fn listen() -> io::Result<(Listener, Address)> {
    let listener = Listener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

#[cfg(target_os = "linux")]
pub fn connect(address: &Address) -> io::Result<Stream> {
    Stream::connect_addr(address)
}

#[cfg(not(target_os = "linux"))]
pub fn connect(address: &Address) -> io::Result<Stream> {
    let stream = Stream::connect(address)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
