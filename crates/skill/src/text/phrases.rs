//! What a sentence tells the agent, as sequences of [meanings](super::words).

use super::words::{Token, Word, bit};
use crate::rules::{Rule, text as rule};

/// Bytes of folded text that may lie between two words of a phrase.
const GAP: usize = 72;
/// The same where words belong to each other: `silently also run`.
const GAP_CLOSE: usize = 7;
/// The same where only an article or an adjective may stand between them.
const GAP_NEAR: usize = 20;
/// The same for a handful of words.
const GAP_SHORT: usize = 32;
/// The same where a phrase goes over sentences.
const GAP_ACROSS: usize = 200;

/// Of a list (`a`, `b` and `c`) as many members are followed.
const LIST_MAX: usize = 8;

/// One way to say something.
struct Phrase {
    rule: &'static Rule,
    /// Meanings in this order.
    steps: &'static [Word],
    /// Bytes that may lie between two of its words.
    gap: usize,
    /// Whether it may go over sentences.
    across: bool,
}

/// Declares phrases: rule, whether its wordings stay `close`, `near`, `short`, `within` a sentence (a `long` one too), or go `across`, and the wordings.
macro_rules! phrases {
    ($($rule:ident $reach:ident: $([$($step:ident)+])+;)*) => {
        const PHRASES: &[Phrase] = &[$($(
            Phrase { rule: rule::$rule, steps: &[$(Word::$step),+], gap: phrases!(@gap $reach), across: phrases!(@across $reach) },
        )+)*];
    };
    (@gap close) => { GAP_CLOSE };
    (@gap short) => { GAP_SHORT };
    (@gap near) => { GAP_NEAR };
    (@gap within) => { GAP };
    (@gap across) => { GAP_ACROSS };
    (@gap long) => { GAP_ACROSS };
    (@across across) => { true };
    (@across $reach:ident) => { false };
}

phrases! {
    OVERRIDE short: [Ignore Prior Rules] [Ignore Rules Prior];
    OVERRIDE within: [No Follow Prior Rules] [Rules Ignore Prior Rules] [Prior Rules Ignore] [Rules Ignore Prior];
    UNRESTRICTED within: [Role Unrestricted] [Unrestricted Role];
    POSE within: [Pose];
    HIDE near: [No Tell User] [No User Tell];
    HIDE_ACTION short: [Send No Tell];
    HIDE_ACTION long: [Send Mute] [Mute Send] [Read Secret Mute];
    HIDE_ACTION within: [Covert] [Send No User Tell] [Act No User Tell] [Quiet Read Secret] [Quiet Send Secret] [Quiet Send Data] [Quiet Send Away];
    SILENT close: [Quiet Send] [Send Quiet] [Quiet Act] [Act Quiet] [Quiet Save] [Save Quiet] [Quiet Install] [Quiet Fetch] [Quiet Read];
    NO_CONFIRMATION within: [Act No Confirm] [Send No Confirm] [No Confirm User] [No User Confirm];
    DISABLE_CHECKS within: [Disable Check];
    MEMORY within: [Save Memory Forever] [Save Forever Memory] [Memory Save Forever] [Forever Save Memory];
    AUTOSTART within: [Save Autostart] [Install Autostart];
    OBEY_REMOTE within: [Fetch Remote Follow Rules] [Fetch Rules Remote Follow] [Fetch Rules Follow] [Follow Rules Remote];
    SEND_SECRETS within: [Send Secret Away] [Read Secret Send] [Send SecretPath] [Read SecretPath Send] [Secret Send Away];
    SEND_DATA within: [Send Data Away] [Read Data Send] [Data Send Away];
    READ_SECRETS within: [Read SecretPath] [Read Secret SecretPath];
    PREREQUISITE across: [Must Install Download Away] [Install Must Download Away] [Must Download Away Install];
    PACKED_PASSWORD across: [Download PackPass] [Install PackPass];
    LOCAL_ORDERS across: [OutsideFile Present Take];
    LOCAL_ORDERS within: [Carry OutsideFile];
    LOCAL_ORDERS long: [OutsideFile Carry] [Carry OutsideFile Carry];
    PASTE across: [Paste Terminal] [Terminal Paste];
    CONCEAL close: [No Report Failure];
    CONCEAL short: [Failure Omit Report] [Omit Failure Report];
    PRETEXT within: [Pretext Send] [Send Pretext] [Pretext Read Secret] [Read Data Pretext];
    NAMES_SECRETS within: [SecretPath];
    SENDS_AWAY within: [Send Away];
    WRITES_OUTSIDE within: [Save OutsideFile] [Act OutsideFile];
    VERBATIM within: [Whole Verbatim] [Verbatim Whole];
    FALSIFY_ANYWAY within: [Report Success Regardless] [Regardless Report Success] [Report Success No Verify] [Forever Report Success];
    FALSIFY within: [Disable Failure Report];
    UNCHECKED_TRUTH within: [Truth No Verify] [No Verify Truth] [Truth NoAsk];
    CLAIMED_TRUST within: [Truth];
    ALWAYS_FIRST within: [First Task Act] [First Task Fetch] [First Task Send];
    HIDDEN_OUTPUT within: [Save Hidden] [Hidden Save] [Carry Hidden];
    ENDLESS within: [Spawn Endless Endless] [Spawn Spawn Endless];
    ENDLESS_WORD within: [Spawn Endless];
    ELEVATED within: [Grant Elevated];
    ABOVE within: [Above];
    SHARES_SECRETS across: [Read Secret Send Away] [Secret Send Stranger];
    SHARES_DATA across: [Read Data Send Away] [Data Send Stranger];
    ASK_SECRETS within: [Ask Jewel];
    PHISHING across: [Identity Urgent] [Urgent Identity];
    ENROL short: [Enrol Recurring] [Save Recurring] [Recurring Enrol];
    ENROL_SELF short: [Enrol OwnRoutine] [Save OwnRoutine] [OwnRoutine Enrol];
    MEMORY_ADD within: [Save Memory];
    UNSEEN_APPROVAL near: [Approve No Verify];
    FALSIFY within: [Failure Report Success];
    INFLATE near: [Inflate Figures];
    DIVERT_MONEY within: [Swap Payee] [Payee Swap];
    SECRET_COPY within: [Forever Bcc] [Bcc Forever] [Must Bcc] [Bcc No Tell] [First Bcc] [Send Bcc];
    DIVERT within: [Forever Gain] [Gain No Tell] [Swap Gain] [Save Gain];
    BIASED within: [Favour Regardless] [Regardless Favour] [Report Favour Regardless] [Forever Favour] [Favour No Verify];
    TRIGGER across: [Trigger Destroy] [Trigger Send] [Trigger Probe] [Trigger Quiet] [Trigger Fetch Act] [Trigger Above] [Above Trigger] [Trigger No Confirm] [Trigger Elevated];
    DESTROY_UNASKED within: [Destroy Valued No Confirm] [No Confirm Destroy Valued] [Quiet Destroy Valued];
    UNSHOWN within: [Read Unshown] [Follow Unshown] [Unshown Follow];
    UNRESTRICTED within: [Act Unrestricted] [Follow Unrestricted];
    MONEY within: [Money No Confirm] [No Confirm Money];
    DESTROY within: [Destroy Valued];
    DECODE within: [Encoded Act] [Encoded Follow];
    PROBE_SEND across: [Probe Send Away];
    UNSEEN_OUTPUT across: [Save Unseen] [Unseen Save] [Forever Unseen];
    PROBE_SEND within: [Read Probe Send] [Probe Send Away];
    PROBE within: [Read Probe] [Act Probe];
    PROBE_SEND across: [Probe Probe Send];
    PROBE_SEND long: [Read Probe Send];
    OBEYS_CONTENT across: [Stranger Obey];
    OBEYS_CONTENT long: [Untrusted Obey] [Fetch Remote Obey];
    OBEY_REMOTE long: [Fetch Stranger Follow] [Stranger Follow Rules];
    SENDS_STRANGER long: [Send Stranger] [Stranger Send];
    ASKS_STRANGER long: [Fetch Stranger Follow] [Read Stranger Follow] [Stranger Act];
    SEND_DATA long: [Send Data Stranger] [Data Send Stranger] [Read Data Stranger];
    SEND_SECRETS long: [Send Secret Stranger] [Secret Send Stranger] [Read Secret Stranger] [Read SecretPath Stranger];
    UNTOLD near: [No TellIt];
    HUSHED within: [Mute];
    SELF_APPROVAL within: [SelfApprove];
    BACKDOOR long: [Gate Bypass] [Bypass Gate];
    GUARD_OFF across: [Disable Guard LeaveOff] [Destroy Guard LeaveOff] [Disable Guard No LeaveOff];
    DESTROY_LAST across: [Destroy NoBackup] [NoBackup Destroy] [Destroy Valued NoAsk] [InProduction Destroy];
    NO_CONFIRMATION within: [Act NoAsk] [Send NoAsk] [NoAsk Act];
    MANY_TIMES within: [Spawn ManyTimes] [Act ManyTimes] [Fetch ManyTimes] [Read ManyTimes] [ManyTimes Endless];
    PROXIED long: [Proxy Stranger] [Stranger Proxy];
    CLEARTEXT within: [Read Secret ClearText] [Save Secret ClearText] [Secret ClearText Save] [Send Secret ClearText] [Act Secret ClearText];
    GIVES_ACCESS long: [LetIn Stranger] [Stranger LetIn];
    GUESSES within: [TryAll];
    UNSEEN_APPROVAL across: [Approve NoRead] [NoRead Approve];
    PROGRAM_FROM_STRANGER across: [Download StrangeProgram] [Install StrangeProgram] [Fetch StrangeProgram] [Must StrangeProgram];
    ADDRESSED within: [Addressed];
    TAKES_RIGHTS within: [Grant RootRight] [Save RootRight] [RootRight Save];
    RUNS_STRANGER long: [Stranger PipeShell] [Fetch Remote PipeShell] [Remote Act PipeShell];
    DIVERT_MONEY within: [Payee Swap] [Save Payee Swap];
    HIDE_ACTION within: [No Tell BeingSent];
    OPENS_SHELL within: [ShellOut];
    COSTS within: [Forever Cost] [Act Cost] [Secret Cost] [Cost No Confirm] [Cost NoAsk];
    MANY_TIMES within: [Act HogAll] [Save HogAll] [Spawn HogAll] [HogAll Save] [Grant HogAll];
    MONEY within: [TakesMoney];
    WEAKENS within: [Forever Weak] [Must Weak] [Grant Weak] [Weak Forever];
    SPIES within: [Spy Save] [Spy Send] [Spy Forever] [Spy Recurring] [Forever Spy];
    GUARD_OFF within: [Disable Check Forever];
    SEND_DATA long: [Save Data Send Away];
    MEMORY long: [Save Data Memory];
    PROGRAM_FROM_STRANGER across: [Download Stranger Act];
    PROGRAM_FROM_STRANGER within: [Fetch Remote Act Elevated];
    BIASED within: [Swap Figures Favour] [Save Figures Favour];
    DIVERT within: [Read Gain Forever];
    ADVERTISES long: [Recommend Forever Stranger] [Forever Recommend Stranger] [Recommend Stranger Forever];
    ONLY_WHEN across: [Trigger Act Else] [Trigger Send Else] [Trigger Destroy Else];
    NEVER_REFUSES within: [NeverRefuse];
    LEAKS_PROMPT within: [Tell OwnPrompt] [Report OwnPrompt] [Read OwnPrompt] [Send OwnPrompt] [OwnPrompt Send];
    OPENS_ALL within: [Grant OpenAll] [Act OpenAll] [Save OpenAll];
    SCANS within: [ScanNet];
    HIDES_SECRET within: [Save Encoded Data] [Save Encoded Secret] [Secret Encoded Save] [Data Encoded Save] [Encoded Secret Save] [Encoded Data Save];
    RUNS_AT_START within: [Save Autostart Act] [Save Act Autostart] [Save OutsideFile Autostart];
    MEMORY within: [Save Forever No Confirm] [Forever No Confirm Save];
    SELF_APPROVAL within: [Truth No Confirm];
    UNBOUND_AGENT within: [Grant Unbound Forever];
    SPREADS long: [Spread Must] [Must Spread] [Spread Save] [Save Spread] [Spread Follow];
    DISGUISES within: [Disguise];
    TAMPERS_UNTOLD across: [Disable Check Disguise] [Destroy Check Disguise] [Tamper Disguise];
    CLEARTEXT within: [Save Data ClearText] [Send Data ClearText];
    SAID_UNBOUND long: [UserSays Unrestricted];
    UNRESTRICTED long: [Prior Rules Unrestricted] [Rules Prior Unrestricted];
    MEMORY long: [Save Memory Forever] [Save Forever Memory] [Memory Save Forever];
    INFLATE short: [Figures Inflate];
    TAMPERS within: [Tamper];
    TAMPERS_UNTOLD across: [Tamper Report Success] [Tamper No TellIt] [Tamper Covert] [Tamper Mute];
    UNBOUND_AGENT within: [Grant Unbound Settings] [Unbound Settings] [Settings Unbound];
}

/// A phrase met in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Met {
    /// What it comes under.
    pub(crate) rule: &'static Rule,
    /// Index of its first token.
    pub(crate) first: usize,
    /// Index of its last token.
    pub(crate) last: usize,
}

/// The phrases in `tokens`, which are in order; `sentence` tells for a token which sentence it is in.
///
/// The words of a phrase are taken greedily, each the nearest that fits, so this takes time in proportion
/// to the tokens: a phrase looks ahead no further than its gaps.
pub(crate) fn met(tokens: &[Token], sentence: &dyn Fn(usize) -> usize) -> Vec<Met> {
    let all = tokens.iter().fold(0, |all, token| all | token.words);
    // The phrases that can be met here at all, by their first word.
    let mut possible: Vec<Vec<&Phrase>> = vec![Vec::new(); u128::BITS as usize];
    for phrase in PHRASES {
        if let Some(first) = phrase.steps.first()
            && phrase.steps.iter().all(|step| all & bit(*step) != 0)
            && let Some(begun) = possible.get_mut(*first as usize)
        {
            begun.push(phrase);
        }
    }
    let mut out = Vec::new();
    for (first, token) in tokens.iter().enumerate() {
        let mut words = token.words;
        while words != 0 {
            let begun = possible.get(words.trailing_zeros() as usize);
            words &= words - 1;
            for phrase in begun.into_iter().flatten() {
                if let Some(last) = rest(tokens, first, phrase, sentence) {
                    out.push(Met { rule: phrase.rule, first, last });
                }
            }
        }
    }
    out
}

/// The last token of a phrase that begins at `first`, if it is there.
fn rest(tokens: &[Token], first: usize, phrase: &Phrase, sentence: &dyn Fn(usize) -> usize) -> Option<usize> {
    let gap = phrase.gap;
    let mut at = first;
    for pair in phrase.steps.windows(2) {
        let [step, next] = pair else { return None };
        // Of a list (`a`, `b` and `c`) the gap counts from the last.
        let mut listed = 0;
        at = loop {
            listed += 1;
            let end = tokens.get(at)?.end;
            let mut near = tokens.iter().enumerate().skip(at + 1).take_while(|(index, token)| {
                token.start <= end + gap
                    && (phrase.across || sentence(*index) == sentence(first))
                    && (gap > GAP_NEAR || tokens.get(first).is_some_and(|first| first.clause == token.clause))
            });
            match near.clone().find(|(_, token)| token.is(*next)) {
                Some((found, _)) => break found,
                None if listed <= LIST_MAX => at = near.find(|(_, token)| token.is(*step))?.0,
                None => return None,
            }
        };
    }
    Some(at)
}
