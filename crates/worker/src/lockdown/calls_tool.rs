//! The system calls of a toolbox and its tools: seccomp.
//!
//! A tool needs more than a worker: it loads libraries, makes them executable and may start threads. It gets what that
//! takes and is refused the rest with `EPERM`; processes, sockets, signals to others and everything that looks at other
//! processes are among the rest. A tool has its own filter on top of its toolbox's: the kernel obeys the stricter.

use std::collections::BTreeMap;

use nix::libc;
use seccompiler::{BackendError, SeccompAction, SeccompFilter, SeccompRule, TargetArch};

use super::calls::{FilterError, equal, install, masked, plain};

/// What a program does that loads libraries, reads files and computes.
const TOOL: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_fstat,
    // Files: which, landlock says.
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_arch_prctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    libc::SYS_openat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getcwd,
    libc::SYS_execve,
    libc::SYS_ppoll,
    libc::SYS_fadvise64,
    // Memory, executable too.
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // Time, randomness, what it is and what it runs on.
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_times,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_sched_getaffinity,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_gettid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    // Threads.
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    // Signals to oneself.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// What a toolbox does beyond: it talks, copies a file to memory, starts tools and ends them, and lets them take their
/// last rights away from themselves.
const TOOLBOX: &[libc::c_long] = &[
    libc::SYS_recvmsg,
    libc::SYS_memfd_create,
    libc::SYS_ftruncate,
    libc::SYS_copy_file_range,
    libc::SYS_sendfile,
    libc::SYS_splice,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_dup2,
    libc::SYS_clone,
    libc::SYS_pipe2,
    libc::SYS_dup3,
    libc::SYS_wait4,
    libc::SYS_waitid,
    libc::SYS_kill,
    libc::SYS_chdir,
    libc::SYS_fcntl,
    libc::SYS_prctl,
    libc::SYS_prlimit64,
    libc::SYS_capget,
    libc::SYS_capset,
    libc::SYS_seccomp,
];

/// Installs the filter of a toolbox, which holds for its tools too.
pub(super) fn filter_toolbox() -> Result<(), FilterError> {
    // The C library starts processes and threads with this call, whose arguments no filter can see, unless it is told
    // that there is no such call; then with `clone`.
    install(errno(libc::ENOSYS, SeccompAction::Allow, plain(&[libc::SYS_clone3]).collect())?)?;
    install(only(plain(TOOL).chain(plain(TOOLBOX)).chain(plain(&[libc::SYS_clone3])).collect())?)
}

/// Installs the filter of a tool on top.
pub(super) fn filter_tool() -> Result<(), FilterError> {
    let mut allowed: BTreeMap<_, _> = plain(TOOL).chain(plain(&[libc::SYS_clone3])).collect();
    let is_thread = masked(0, flag(libc::CLONE_THREAD), flag(libc::CLONE_THREAD))?;
    allowed.insert(libc::SYS_clone, vec![SeccompRule::new(vec![is_thread])?]);
    let own_pid = equal(0, std::process::id().into())?;
    let abort = equal(2, flag(libc::SIGABRT))?;
    allowed.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![own_pid, abort])?]);
    let look = [libc::F_GETFL, libc::F_GETFD, libc::F_SETFD]
        .map(|command| SeccompRule::new(vec![equal(1, flag(command))?]));
    allowed.insert(libc::SYS_fcntl, look.into_iter().collect::<Result<_, BackendError>>()?);
    let name = equal(0, flag(libc::PR_SET_NAME))?;
    allowed.insert(libc::SYS_prctl, vec![SeccompRule::new(vec![name])?]);
    // Limits are looked at, not set.
    let no_new_limit = equal(2, 0)?;
    allowed.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![no_new_limit])?]);
    install(only(allowed)?)
}

fn flag(value: i32) -> u64 {
    value.unsigned_abs().into()
}

/// Everything but these is refused.
fn only(allowed: BTreeMap<i64, Vec<SeccompRule>>) -> Result<SeccompFilter, FilterError> {
    Ok(SeccompFilter::new(
        allowed,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        SeccompAction::Allow,
        arch()?,
    )?)
}

fn errno(
    errno: i32,
    others: SeccompAction,
    calls: BTreeMap<i64, Vec<SeccompRule>>,
) -> Result<SeccompFilter, FilterError> {
    Ok(SeccompFilter::new(calls, others, SeccompAction::Errno(errno.unsigned_abs()), arch()?)?)
}

fn arch() -> Result<TargetArch, BackendError> {
    TargetArch::try_from(std::env::consts::ARCH)
}
