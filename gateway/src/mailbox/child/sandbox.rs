//! How a child shuts itself in, for good: no files, no network, no other process, bounded memory and time. After this it can read
//! and write its two pipes and think, nothing else. Must run before any byte of a message is looked at.

use std::collections::BTreeMap;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, LandlockStatus, Ruleset, RulesetAttr as _,
    RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

use crate::mailbox::frames::{Landlock, Ready};

const MIB: u64 = 1024 * 1024;
/// Each limit of the child's own resources. Its memory is 768 MiB of addresses; its stack grows to 64 MiB.
const LIMITS: [(Resource, u64); 6] = [
    (Resource::As, 768 * MIB),
    (Resource::Cpu, 120),
    (Resource::Nproc, 0),
    (Resource::Fsize, 0),
    (Resource::Core, 0),
    // 0, 1 and 2 are open; there will be no other.
    (Resource::Nofile, 3),
];
const STACK: u64 = 64 * MIB;
#[cfg(target_arch = "x86_64")]
const ARCH: TargetArch = TargetArch::x86_64;
#[cfg(target_arch = "aarch64")]
const ARCH: TargetArch = TargetArch::aarch64;

/// Why a child is not shut in. It reads nothing then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotShutIn;

/// Shuts this process in; how far landlock goes. Its one thread must be the only one.
///
/// # Errors
/// [`NotShutIn`] when a limit or the filter cannot be set; landlock may be missing, which is told in the answer.
pub(super) fn enter() -> Result<Ready, NotShutIn> {
    let ready = landlock();
    limits()?;
    filter()?;
    Ok(ready)
}

/// No file can be reached, no port, and no process outside: there is no rule that lets anything through.
fn landlock() -> Ready {
    let restricted = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V6))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    let Ok(status) = restricted else {
        return Ready {
            landlock: Landlock::Not,
            abi: 0,
        };
    };
    let landlock = match status.ruleset {
        RulesetStatus::FullyEnforced => Landlock::Full,
        RulesetStatus::PartiallyEnforced => Landlock::Partly,
        RulesetStatus::NotEnforced => Landlock::Not,
    };
    let abi = match status.landlock {
        LandlockStatus::Available {
            kernel_abi: Some(newer),
            ..
        } => u32::try_from(newer).unwrap_or(0),
        LandlockStatus::Available { effective_abi, .. } => number(effective_abi),
        LandlockStatus::NotEnabled | LandlockStatus::NotImplemented => 0,
    };
    Ready { landlock, abi }
}

fn number(abi: ABI) -> u32 {
    match abi {
        ABI::Unsupported => 0,
        ABI::V1 => 1,
        ABI::V2 => 2,
        ABI::V3 => 3,
        ABI::V4 => 4,
        ABI::V5 => 5,
        ABI::V6 => 6,
        ABI::V7 => 7,
        ABI::V8 => 8,
        _ => 9,
    }
}

fn limits() -> Result<(), NotShutIn> {
    let hard = rustix::process::getrlimit(Resource::Stack).maximum;
    let stack = hard.map_or(STACK, |hard| hard.min(STACK));
    let grown = Rlimit {
        current: Some(stack),
        maximum: hard,
    };
    setrlimit(Resource::Stack, grown).map_err(|_| NotShutIn)?;
    for (resource, most) in LIMITS {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).map_err(|_| NotShutIn)?;
    }
    Ok(())
}

/// The system calls that remain; every other one ends the process.
fn filter() -> Result<(), NotShutIn> {
    let free = [
        libc::SYS_futex,
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_sigaltstack,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_tgkill,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_sched_yield,
        libc::SYS_restart_syscall,
        libc::SYS_close,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        free.into_iter().map(|call| (call, Vec::new())).collect();
    // Only its pipes and the null device: whatever else it may have inherited is of no use to it.
    for call in [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_readv,
        libc::SYS_writev,
    ] {
        rules.insert(call, vec![rule(vec![condition(0, SeccompCmpOp::Le, 2)?])?]);
    }
    let executable = u64::try_from(libc::PROT_EXEC).map_err(|_| NotShutIn)?;
    let anonymous = u64::try_from(libc::MAP_ANONYMOUS).map_err(|_| NotShutIn)?;
    let never_run = || condition(2, SeccompCmpOp::MaskedEq(executable), 0);
    let no_file = condition(3, SeccompCmpOp::MaskedEq(anonymous), anonymous)?;
    rules.insert(libc::SYS_mprotect, vec![rule(vec![never_run()?])?]);
    rules.insert(libc::SYS_mmap, vec![rule(vec![never_run()?, no_file])?]);
    let program: BpfProgram = SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        ARCH,
    )
    .and_then(TryInto::try_into)
    .map_err(|_| NotShutIn)?;
    seccompiler::apply_filter(&program).map_err(|_| NotShutIn)
}

/// What an argument of a call must be.
fn condition(argument: u8, must: SeccompCmpOp, value: u64) -> Result<SeccompCondition, NotShutIn> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, must, value).map_err(|_| NotShutIn)
}

fn rule(conditions: Vec<SeccompCondition>) -> Result<SeccompRule, NotShutIn> {
    SeccompRule::new(conditions).map_err(|_| NotShutIn)
}
