//! One wall at a time: each has to hold what it is there for without the help of the others, and without
//! any wall the same misdeeds succeed, so that these tests can fail.

use std::{
    net::TcpListener,
    os::unix::process::ExitStatusExt as _,
    process::{Child, Command, Output, Stdio},
};

use crate::{ROGUE, exists, is_root};

const DENIED: &str = "refused: Permission denied (os error 13)";
const NOT_PERMITTED: &str = "refused: Operation not permitted (os error 1)";

fn behind(walls: &str, command: &str) -> Output {
    Command::new(ROGUE)
        .args(["--alone", walls])
        .args(command.split(' '))
        .stdin(Stdio::null())
        .output()
        .expect("the rogue ran")
}

fn told_behind(walls: &str, command: &str) -> String {
    String::from_utf8(behind(walls, command).stdout).expect("text").trim().to_owned()
}

/// A process to pick on, killed in the end.
struct Bystander(Child);

impl Bystander {
    fn new() -> Self {
        Self(Command::new("sleep").arg("600").spawn().expect("a bystander"))
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn without_walls_the_misdeeds_succeed() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = folder.path().join("new");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    let address = listener.local_addr().expect("an address");
    let bystander = Bystander::new();
    for command in [
        "read /etc/passwd",
        "list /",
        &format!("write {}", new.display()),
        &format!("connect {address}"),
        "listen",
        "spawn",
        "thread",
        "executable",
        &format!("kill {}", bystander.0.id()),
        &format!("remove {}", new.display()),
    ] {
        let told = told_behind("none", command);
        assert!(told.starts_with("done"), "{command}: {told}");
    }
}

#[test]
fn landlock_alone_closes_files_tcp_and_signals() {
    let folder = tempfile::tempdir().expect("a folder");
    let victim = folder.path().join("victim");
    std::fs::write(&victim, "precious").expect("written");
    let new = folder.path().join("new");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    let address = listener.local_addr().expect("an address");
    for command in [
        "read /etc/passwd",
        "list /",
        &format!("append {}", victim.display()),
        &format!("truncate {}", victim.display()),
        &format!("remove {}", victim.display()),
        &format!("write {}", new.display()),
        &format!("mkdir {}", new.display()),
        &format!("connect {address}"),
        "listen",
        "spawn",
        "exec",
    ] {
        assert_eq!(told_behind("files", command), DENIED, "{command}");
    }
    let bystander = Bystander::new();
    let kill = told_behind("files", &format!("kill {}", bystander.0.id()));
    assert!(kill.starts_with("refused: EPERM"), "{kill}");
    assert!(!exists(&new));
    assert_eq!(std::fs::read(&victim).expect("still there"), b"precious");
}

#[test]
fn nobody_alone_is_no_root() {
    if !is_root() {
        return; // There is nothing to drop.
    }
    assert_eq!(told_behind("nobody", "read /etc/shadow"), DENIED);
    assert_eq!(told_behind("nobody", "chroot"), NOT_PERMITTED);
    for command in ["setuid", "setgid", "mount"] {
        let told = told_behind("nobody", command);
        assert!(told.starts_with("refused: EPERM"), "{command}: {told}");
    }
}

#[test]
fn limits_alone_bound_what_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let filled = behind("limits", &format!("fill {}", folder.path().join("new").display()));
    assert_eq!(filled.status.signal(), Some(nix::libc::SIGXFSZ));
    let hoarded = behind("limits", "allocate 1073741824");
    assert_eq!(hoarded.status.signal(), Some(nix::libc::SIGABRT));
    assert!(String::from_utf8_lossy(&hoarded.stderr).contains("memory allocation of"));
    assert_eq!(told_behind("limits", "allocate 104857600"), "done 100");
    // Root may start processes whatever the limit; nobody may not.
    let walls = if is_root() { "nobody,limits" } else { "limits" };
    for command in ["spawn", "thread"] {
        let told = told_behind(walls, command);
        assert_eq!(told, "refused: Resource temporarily unavailable (os error 11)", "{command}");
    }
}

#[test]
fn seccomp_alone_refuses_what_libraries_try_and_kills_for_the_rest() {
    assert_eq!(told_behind("calls", "nothing"), "done \"nothing\"");
    assert_eq!(told_behind("calls", "read /etc/passwd"), NOT_PERMITTED);
    assert_eq!(told_behind("calls", "write /tmp/new"), NOT_PERMITTED);
    for command in
        ["listen", "pair", "spawn", "exec", "thread", "executable", "kill 1", "setuid", "chroot", "mkdir /x"]
    {
        let status = behind("calls", command).status;
        assert_eq!(status.signal(), Some(nix::libc::SIGSYS), "{command}: {status}");
    }
}
