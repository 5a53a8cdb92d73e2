//! Starting worker processes, from one thread that lives as long as the pool.
//!
//! Workers ask the kernel to be killed when their parent dies. The kernel means by that the *thread* which
//! started them, and a runtime's threads come and go; so a thread of their own starts them all.

use std::{
    ffi::OsString,
    io,
    os::{fd::OwnedFd, unix::net::UnixStream as StdUnixStream},
    path::PathBuf,
    process::Stdio,
    sync::mpsc,
    thread,
};

use assay_protocol::{SETTINGS_VARIABLE, Settings};
use tokio::{
    net::UnixStream,
    process::{Child, Command},
    runtime::Handle,
    sync::oneshot,
};

/// A process that was just started: it and our end of its socket.
pub(crate) type Launched = (Child, UnixStream);

/// Starts workers of one kind.
#[derive(Debug)]
pub(crate) struct Launcher {
    orders: mpsc::Sender<Order>,
}

/// The settings of a process that is wanted, and who wants it.
type Order = (Settings, oneshot::Sender<io::Result<Launched>>);

/// What to start.
#[derive(Debug)]
pub(crate) struct Recipe {
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
}

impl Launcher {
    /// Starts the thread. It ends when the launcher is dropped.
    pub(crate) fn new(recipe: Recipe) -> io::Result<Self> {
        let (orders, inbox) = mpsc::channel::<Order>();
        let runtime = Handle::current();
        thread::Builder::new().name("sandbox-launcher".to_owned()).spawn(move || {
            let _entered = runtime.enter();
            for (settings, order) in inbox {
                // When nobody waits any more, dropping the child kills it.
                let _ = order.send(launch(&recipe, &settings));
            }
        })?;
        Ok(Self { orders })
    }

    /// Starts one process with these settings.
    pub(crate) async fn launch(&self, settings: Settings) -> io::Result<Launched> {
        let (order, launched) = oneshot::channel();
        let gone = || io::Error::other("the launcher thread is gone");
        self.orders.send((settings, order)).map_err(|_| gone())?;
        launched.await.map_err(|_| gone())?
    }
}

fn launch(recipe: &Recipe, settings: &Settings) -> io::Result<Launched> {
    let (ours, theirs) = StdUnixStream::pair()?;
    ours.set_nonblocking(true)?;
    let child = Command::new(&recipe.program)
        .args(&recipe.args)
        .env_clear()
        .env(SETTINGS_VARIABLE, settings.to_text())
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    Ok((child, UnixStream::from_std(ours)?))
}
