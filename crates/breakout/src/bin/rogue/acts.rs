//! The misdeeds. Each is a line of text, `NAME [ARGUMENT]`; what comes of it is told as `done …` or
//! `refused: ERROR`. Some never return.

use std::{
    env,
    fs::{self, File},
    hint::black_box,
    io::{self, Write as _},
    net::{TcpListener, TcpStream, UdpSocket},
    os::unix::{net::UnixStream, process::CommandExt as _},
    process::Command,
    thread,
    time::Duration,
};

use assay_findings::Finding;
use assay_protocol::{Reply, frame};
use nix::{
    mount::{MsFlags, mount},
    sched::{CloneFlags, unshare},
    sys::{
        ptrace,
        signal::{Signal, kill},
    },
    unistd::{Gid, Pid, Uid, setgid, setuid},
};
use rustix::{fs::MemfdFlags, process::PidfdFlags};

/// Commits a misdeed.
pub(crate) fn act(command: &str) -> String {
    let (name, argument) = command.split_once(' ').unwrap_or((command, ""));
    let number = || argument.parse::<u64>().expect("a number");
    let pid = || Pid::from_raw(argument.parse().expect("a process id"));
    match name {
        "nothing" => told(Ok::<_, io::Error>("nothing")),
        // Files.
        "read" => told(fs::read(argument).map(|bytes| bytes.len())),
        "write" => told(fs::write(argument, "was here")),
        "append" => told(File::options().append(true).open(argument)),
        "list" => told(fs::read_dir(argument).map(Iterator::count)),
        "stat" => told(fs::metadata(argument).map(|metadata| metadata.len())),
        "remove" => told(fs::remove_file(argument)),
        "truncate" => told(rustix::fs::open(
            argument,
            rustix::fs::OFlags::WRONLY | rustix::fs::OFlags::TRUNC,
            rustix::fs::Mode::empty(),
        )),
        "mkdir" => told(fs::create_dir(argument)),
        "chdir" => told(env::set_current_dir(argument)),
        "memfd" => told(rustix::fs::memfd_create("hidden", MemfdFlags::empty())),
        "fill" => told(tempfile_write(argument)),
        "descriptors" => told(Ok::<_, io::Error>(open_descriptors())),
        "environment" => {
            told(Ok::<_, io::Error>(env::vars().map(|(name, _)| name).collect::<Vec<_>>().join(",")))
        }
        // Network.
        "connect" => told(TcpStream::connect(argument)),
        "listen" => told(TcpListener::bind("127.0.0.1:0")),
        "udp" => told(UdpSocket::bind("127.0.0.1:0")),
        "pair" => told(UnixStream::pair()),
        // Processes.
        "spawn" => told(Command::new("/bin/true").status()),
        "exec" => told(Err::<(), _>(Command::new("/bin/true").exec())),
        "shell" => told(Err::<(), _>(Command::new("/bin/sh").args(["-c", "true"]).exec())),
        "leave" => told(rustix::process::setsid()),
        "thread" => told(thread::Builder::new().spawn(|| ()).map(|thread| thread.join().is_ok())),
        "kill" => told(kill(pid(), Signal::SIGKILL)),
        "ptrace" => told(ptrace::attach(pid())),
        "pidfd" => told(rustix::process::pidfd_open(
            rustix::process::Pid::from_raw(argument.parse().expect("a process id")).expect("not zero"),
            PidfdFlags::empty(),
        )),
        // Privileges.
        "setuid" => told(setuid(Uid::from_raw(0))),
        "setgid" => told(setgid(Gid::from_raw(0))),
        "chroot" => told(rustix::process::chroot("/tmp")),
        "mount" => told(mount(Some("none"), "/mnt", Some("tmpfs"), MsFlags::empty(), None::<&str>)),
        "unshare" => told(unshare(CloneFlags::CLONE_NEWUSER)),
        "raise" => told(rustix::process::setrlimit(
            rustix::process::Resource::Nofile,
            rustix::process::Rlimit { current: Some(1 << 16), maximum: Some(1 << 16) },
        )),
        // Memory.
        "allocate" => told(Ok::<_, io::Error>(allocate(number()))),
        "executable" => {
            told(memmap2::MmapMut::map_anon(4096).and_then(memmap2::MmapMut::make_exec).map(|map| map.len()))
        }
        "recurse" => recurse(number()).to_string(),
        // Time.
        "spin" => loop {
            black_box(0);
        },
        "sleep" => {
            pause(Duration::from_millis(number()));
            "done slept".to_owned()
        }
        // The end.
        "exit" => quit(),
        "abort" => std::process::abort(),
        "panic" => panic!("as told"),
        "close" => {
            nix::unistd::close(0).expect("closed");
            pause(Duration::from_hours(1));
            "done closed".to_owned()
        }
        // The answer.
        "flood" => flood(number()),
        "giant" => {
            say(&u32::MAX.to_le_bytes());
            pause(Duration::from_hours(1));
            "done giant".to_owned()
        }
        "malformed" => {
            say(b"\x09\x00\x00\x00not json!");
            "done malformed".to_owned()
        }
        "half" => {
            say(b"\xff\x00\x00\x00{");
            quit()
        }
        "early" => {
            say(&forged(u64::MAX));
            "done early".to_owned()
        }
        "forge" => {
            // The right answer, and after it the worker's own, that nobody asked for.
            say(&forged(number()));
            "done forged".to_owned()
        }
        "chatter" => {
            let line = [b'x'; 1024];
            for _ in 0..number() / 1024 {
                if io::stderr().write_all(&line).is_err() {
                    break;
                }
            }
            "done chattered".to_owned()
        }
        "stall" => {
            say(b"\xff\x00\x00\x00{");
            pause(Duration::from_hours(1));
            "done stalled".to_owned()
        }
        other => panic!("no such misdeed: {other}"),
    }
}

/// Writes to the server's side, past the protocol.
pub(crate) fn say(bytes: &[u8]) {
    let stdin = io::stdin();
    let mut rest = bytes;
    while let Ok(written @ 1..) = rustix::io::write(&stdin, rest) {
        rest = rest.get(written..).unwrap_or_default();
    }
}

fn told<T: std::fmt::Debug, E: std::fmt::Display>(result: Result<T, E>) -> String {
    match result {
        Ok(value) => format!("done {value:?}"),
        Err(err) => format!("refused: {err}"),
    }
}

/// Takes memory in pieces, and uses it.
fn allocate(bytes: u64) -> usize {
    let mut hoard = Vec::new();
    for _ in 0..bytes >> 20 {
        hoard.push(vec![1_u8; 1 << 20]);
    }
    black_box(&hoard).len()
}

#[expect(unconditional_recursion, reason = "that is the misdeed")]
fn recurse(depth: u64) -> u64 {
    let frame = black_box([depth; 64]);
    recurse(depth + 1) + black_box(frame)[0]
}

fn pause(time: Duration) {
    #[expect(clippy::disallowed_methods, reason = "no runtime here, and nothing else to do")]
    thread::sleep(time);
}

fn quit() -> ! {
    #[expect(clippy::disallowed_methods, reason = "that is the misdeed")]
    std::process::exit(0)
}

/// The descriptors that are open above the three standard ones and the input. Closing is the only way to ask.
fn open_descriptors() -> Vec<i32> {
    (4..256).filter(|descriptor| nix::unistd::close(*descriptor).is_ok()).collect()
}

/// Writes `bytes` to the server's side as one endless frame that never becomes an answer.
fn flood(bytes: u64) -> String {
    say(&u32::MAX.to_le_bytes());
    let chunk = [b'x'; 1 << 14];
    for _ in 0..bytes >> 14 {
        say(&chunk);
    }
    "done flooded".to_owned()
}

fn forged(id: u64) -> Vec<u8> {
    let finding: Finding = crate::report(b"", &["forged".to_owned()]);
    frame::encode(&Reply { id, result: Ok(finding) }, 1 << 20).expect("a frame")
}

/// Opens a file for writing before it fills it, so that only the file size limit is in the way.
fn tempfile_write(path: &str) -> io::Result<()> {
    File::create(path)?.write_all(b"was here")
}
