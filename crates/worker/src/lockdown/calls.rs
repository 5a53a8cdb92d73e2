//! No system call but those that computing on memory and answering takes: seccomp.
//!
//! Two filters, of which the kernel obeys the stricter. One kills the process for every call that is not on
//! its list; the other turns calls that libraries merely try ([`REFUSED`]) into an error, so that the C
//! library asking for the size of the machine is not taken for a break-out.
//!
//! The lists hold for the threads that were started before, too. They cannot start another, nor make memory
//! executable: rules are compiled by then.

use std::collections::BTreeMap;

use nix::libc;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

/// Calls that are allowed whatever their arguments.
const ALLOWED: &[libc::c_long] = &[
    // The socket, the input, standard error.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_pread64,
    libc::SYS_recvmsg,
    libc::SYS_fstat,
    libc::SYS_close,
    // Memory. `mmap` and `mprotect` are among the conditional ones.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // Time and randomness.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    // Threads that exist: they wait, wake, and may still be starting (the last two).
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    // Signals to oneself, for panics, aborts and the traps of compiled rules.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    // The end.
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Calls that fail with `EPERM` and do not kill: the C library and the engines' libraries try them and do
/// without.
const REFUSED: &[libc::c_long] = &[
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    libc::SYS_openat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_readlinkat,
    libc::SYS_ioctl,
    libc::SYS_lseek,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_prlimit64,
    libc::SYS_sched_getaffinity,
    libc::SYS_membarrier,
];

/// `mmap` and `mprotect` take the protection as their third argument.
const PROTECTION: u8 = 2;

/// Why there is no filter.
#[derive(Debug, thiserror::Error)]
pub enum FilterError {
    /// The filter cannot be built for this processor.
    #[error(transparent)]
    Build(#[from] BackendError),
    /// The kernel does not take it.
    #[error(transparent)]
    Install(#[from] seccompiler::Error),
}

/// Installs both filters on all threads.
pub fn filter() -> Result<(), FilterError> {
    filter_with(&[])
}

/// The same for a worker that has a toolbox, which it hands files to over a socket that it has.
pub(super) fn filter_prober() -> Result<(), FilterError> {
    filter_with(&[libc::SYS_sendmsg])
}

fn filter_with(more: &[libc::c_long]) -> Result<(), FilterError> {
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let refused = plain(REFUSED).collect();
    let eperm = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    install(SeccompFilter::new(refused, SeccompAction::Allow, eperm, arch)?)?;

    let mut allowed: BTreeMap<_, _> = plain(ALLOWED).chain(plain(REFUSED)).chain(plain(more)).collect();
    let not_executable = masked(PROTECTION, libc::PROT_EXEC.unsigned_abs().into(), 0)?;
    allowed.insert(libc::SYS_mmap, vec![SeccompRule::new(vec![not_executable.clone()])?]);
    allowed.insert(libc::SYS_mprotect, vec![SeccompRule::new(vec![not_executable])?]);
    // What `abort` does. To itself: other processes are nobody's business.
    let own_pid = equal(0, std::process::id().into())?;
    let abort = equal(2, libc::SIGABRT.unsigned_abs().into())?;
    allowed.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![own_pid, abort])?]);
    // Looking at one's own descriptors' flags.
    let look = [libc::F_GETFL, libc::F_GETFD]
        .map(|command| SeccompRule::new(vec![equal(1, command.unsigned_abs().into())?]));
    allowed.insert(libc::SYS_fcntl, look.into_iter().collect::<Result<_, _>>()?);
    // A thread that is still starting gives itself its name.
    let name = equal(0, libc::PR_SET_NAME.unsigned_abs().into())?;
    allowed.insert(libc::SYS_prctl, vec![SeccompRule::new(vec![name])?]);
    install(SeccompFilter::new(allowed, SeccompAction::KillProcess, SeccompAction::Allow, arch)?)
}

pub(super) fn plain(calls: &[libc::c_long]) -> impl Iterator<Item = (libc::c_long, Vec<SeccompRule>)> {
    calls.iter().map(|call| (*call, Vec::new()))
}

pub(super) fn equal(argument: u8, value: u64) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
}

pub(super) fn masked(argument: u8, mask: u64, value: u64) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(mask), value)
}

pub(super) fn install(filter: SeccompFilter) -> Result<(), FilterError> {
    let program = BpfProgram::try_from(filter)?;
    Ok(seccompiler::apply_filter_all_threads(&program)?)
}
