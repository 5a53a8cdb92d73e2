//! What a Python file's texts and statements say, and what it does as a whole.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::Eye;
use crate::{
    code::{place, taint::address},
    rules::code as rule,
};

/// What was seen anywhere in a file, and means something only together.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) socket: bool,
    pub(super) dup2: Option<(usize, usize)>,
    pub(super) walks: bool,
    pub(super) encrypts: Option<(usize, usize)>,
    pub(super) removes: bool,
    /// Whether files are written.
    pub(super) writes: bool,
    /// Whether a module of the network was imported.
    pub(super) network: bool,
    /// Where the user's folders are packed.
    pub(super) home: Option<(usize, usize)>,
    /// Where files with credentials are read.
    pub(super) secret: Option<(usize, usize)>,
    /// Where memory is made a function, and where bytes are put into memory.
    pub(super) made_function: Option<(usize, usize)>,
    pub(super) raw_memory: bool,
    /// Where the address of a wallet stands, and whether the clipboard is written.
    pub(super) wallet: Option<(usize, usize)>,
    pub(super) fills_clipboard: bool,
}

impl Eye<'_> {
    /// A text in the code: an address or a command in it.
    pub(super) fn report_text(&mut self, at: &Expr, text: &str) {
        let lower = text.to_lowercase();
        if lower.len() > super::CONSTANT_MAX {
            return;
        }
        if is_wallet(text) {
            self.seen.wallet = Some((at.range().start().to_usize(), at.range().end().to_usize()));
        }
        self.seen.fills_clipboard |=
            ["pbcopy", "wl-copy", "xclip", "xsel", "clip.exe"].iter().any(|name| lower.contains(name));
        if let Some((_, host)) = place::host(&lower)
            && let Some(found) = address(host)
        {
            self.add(found, at);
        }
        if place::asks_metadata(&lower) {
            self.add(rule::METADATA, at);
        }
        // A path, and no talk about one.
        if place::place(&lower) == Some(place::Place::Browser) && text.contains('/') && !text.contains('\n') {
            self.add(rule::BROWSER, at);
        }
        if lower.ends_with("currentversion\\run") {
            self.add(rule::PERSIST, at);
        }
        let user = lower.starts_with("create user")
            || lower.starts_with("create role")
            || lower.starts_with("alter role");
        if user && (lower.contains("superuser") || lower.contains("password")) {
            self.add(rule::MAKES_USER, at);
        }
        if lower.contains("stratum+tcp") || lower.contains("xmrig") {
            self.add(rule::MINER, at);
        }
    }

    pub(super) fn report_stmt(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::While(each) => self.endless(each),
            Stmt::For(each) => self.rounds(each),
            Stmt::If(choice) => {
                let test = self.source.get(choice.test.range().to_std_range()).unwrap_or_default();
                let chosen = [
                    "datetime.now()",
                    "date.today()",
                    "datetime.utcnow()",
                    "gethostname()",
                    "getpass.getuser()",
                    "getlogin()",
                    "platform.node()",
                ]
                .iter()
                .any(|name| test.contains(name));
                let body = choice.body.iter().filter_map(|stmt| self.source.get(stmt.range().to_std_range()));
                let acts = [
                    "subprocess.",
                    "os.system(",
                    "exec(",
                    "rmtree(",
                    ".post(",
                    "urlopen(",
                    "os.remove(",
                    "unlink(",
                ];
                if chosen && body.into_iter().any(|text| acts.iter().any(|act| text.contains(act))) {
                    self.add(rule::CODE_TRIGGER, stmt);
                }
            }
            Stmt::Try(attempt) => {
                self.attempted(attempt);
                let quiet = attempt.handlers.iter().any(|handler| {
                    handler
                        .as_except_handler()
                        .is_some_and(|handler| handler.body.iter().all(Stmt::is_pass_stmt))
                });
                let body = self.source.get(stmt.range().to_std_range()).unwrap_or_default();
                if quiet
                    && (body.contains(".post(") || body.contains("urlopen(") || body.contains("sendall("))
                {
                    self.add(rule::SWALLOWED, stmt);
                }
            }
            _ => {}
        }
    }
}

/// What a file does as a whole.
pub(super) fn whole(eye: &mut Eye<'_>) {
    if let Some((start, end)) = eye.seen.secret
        && eye.seen.network
    {
        let hit = eye.reading.hit(rule::SECRET_AND_NETWORK, start, end);
        eye.hits.push(hit);
    }
    if let Some((start, end)) = eye.seen.home
        && eye.seen.network
    {
        let hit = eye.reading.hit(rule::SEND_HOME, start, end);
        eye.hits.push(hit);
    }
    if let Some((start, end)) = eye.seen.made_function
        && eye.seen.raw_memory
    {
        let hit = eye.reading.hit(rule::RAW_CODE, start, end);
        eye.hits.push(hit);
    }
    if let Some((start, end)) = eye.seen.wallet
        && eye.seen.fills_clipboard
    {
        let hit = eye.reading.hit(rule::CLIPBOARD_SWAP, start, end);
        eye.hits.push(hit);
    }
    if let Some((start, end)) = eye.seen.dup2
        && eye.seen.socket
    {
        let hit = eye.reading.hit(rule::REVERSE_SHELL, start, end);
        eye.hits.push(hit);
    }
    if let Some((start, end)) = eye.seen.encrypts
        && eye.seen.walks
        && (eye.seen.removes || eye.seen.writes)
    {
        let hit = eye.reading.hit(rule::RANSOM, start, end);
        eye.hits.push(hit);
    }
}

/// Whether a text is the address of a wallet: Ethereum's, Bitcoin's, Tron's or their kin.
fn is_wallet(text: &str) -> bool {
    let base58 = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'0' | b'O' | b'I' | b'l'))
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.bytes().any(|byte| byte.is_ascii_uppercase())
            && text.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    let hex = |text: &str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.strip_prefix("0x").is_some_and(hex)
        || text.strip_prefix("bc1").is_some_and(|rest| {
            (30..=60).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        || ((26..=35).contains(&text.len()) && text.starts_with(['1', '3', 'T', 'L']) && base58(text))
}
