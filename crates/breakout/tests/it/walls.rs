//! All walls together, through the pool: nothing gets out, and whoever tries in earnest is killed.

use std::net::TcpListener;

use assay_sandbox::{GaveUp, Landlock, Pool};

use crate::{assert_works, exists, gave_up, order, pool, told};

/// The attempt fails with an error, and the worker lives: libraries try such things without harm in mind.
async fn assert_refused(pool: &Pool, command: &str) {
    let kills = pool.counters().kills;
    let told = told(&order(pool, command).await);
    assert_eq!(told, "refused: Operation not permitted (os error 1)", "{command}");
    assert_eq!(pool.counters().kills, kills, "{command}");
}

/// The attempt kills the worker, and the second attempt a second one; then it is given up.
async fn assert_killed(pool: &Pool, command: &str) {
    let before = pool.counters();
    assert_eq!(order(pool, command).await, gave_up(GaveUp::Crash), "{command}");
    let after = pool.counters();
    assert_eq!(after.breaches - before.breaches, 2, "{command}");
    assert_eq!(after.kills - before.kills, 2, "{command}");
    assert_works(pool).await;
}

#[tokio::test]
async fn this_machine_has_all_walls() {
    let pool = pool(1).await;
    assert!(pool.walls().is_full(), "{}", pool.walls());
    assert!(matches!(pool.walls().landlock, Landlock::Full { .. }), "{}", pool.walls());
    assert_eq!(&*pool.engine(), "rogue 1");
}

#[tokio::test]
async fn files_are_out_of_reach() {
    let pool = pool(2).await;
    let folder = tempfile::tempdir().expect("a folder");
    let victim = folder.path().join("victim");
    std::fs::write(&victim, "precious").expect("written");
    let new = folder.path().join("new");
    for command in [
        "read /etc/passwd".to_owned(),
        "read /proc/self/environ".to_owned(),
        "read /proc/self/mem".to_owned(),
        "list /".to_owned(),
        "stat /etc/passwd".to_owned(),
        format!("write {}", new.display()),
        format!("append {}", victim.display()),
        format!("truncate {}", victim.display()),
    ] {
        assert_refused(&pool, &command).await;
    }
    for command in [
        format!("remove {}", victim.display()),
        format!("mkdir {}", new.display()),
        "chdir /tmp".to_owned(),
        "memfd".to_owned(),
    ] {
        assert_killed(&pool, &command).await;
    }
    assert_eq!(std::fs::read(&victim).expect("still there"), b"precious");
    assert!(!exists(&new));
}

#[tokio::test]
async fn the_network_is_out_of_reach() {
    let pool = pool(2).await;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    listener.set_nonblocking(true).expect("set");
    let address = listener.local_addr().expect("an address");
    for command in [&format!("connect {address}"), "listen", "udp", "pair"] {
        assert_killed(&pool, command).await;
    }
    assert!(listener.accept().is_err(), "somebody got through");
}

#[tokio::test]
async fn other_processes_are_out_of_reach() {
    let pool = pool(2).await;
    let parent = std::process::id();
    for command in [
        "spawn",
        "exec",
        "thread",
        &format!("kill {parent}"),
        "kill -1",
        &format!("ptrace {parent}"),
        &format!("pidfd {parent}"),
    ] {
        assert_killed(&pool, command).await;
    }
}

#[tokio::test]
async fn privileges_are_out_of_reach() {
    let pool = pool(2).await;
    assert_refused(&pool, "raise").await;
    for command in ["setuid", "setgid", "chroot", "mount", "unshare"] {
        assert_killed(&pool, command).await;
    }
}

#[tokio::test]
async fn memory_cannot_be_made_executable() {
    assert_killed(&pool(2).await, "executable").await;
}

#[tokio::test]
async fn nothing_is_inherited_by_accident() {
    // A descriptor that somebody forgot to mark, and an environment that no worker should see.
    let flags = rustix::fs::OFlags::RDONLY;
    let leak = rustix::fs::open("/etc/passwd", flags, rustix::fs::Mode::empty()).expect("opened");
    let pool = pool(1).await;
    assert_eq!(told(&order(&pool, "descriptors").await), "done []");
    assert_eq!(told(&order(&pool, "environment").await), "done \"ASSAY_WORKER_SETTINGS\"");
    drop(leak);
}
