//! What a Python file sends, and to whom.

use ruff_python_ast::ExprCall;

use super::{Eye, Taint};
use crate::{
    code::{
        place::{self, Host},
        taint::sent,
    },
    rules::code as rule,
};

/// The name under which a script as a whole is known among functions.
pub(super) const SCRIPT: &str = "<script>";

impl Eye<'_> {
    /// A function of this file or of another module is called that sends what it is given.
    pub(super) fn send_by(&mut self, call: &ExprCall, name: &str) {
        let own = self.sends.get(name).copied();
        let imported = || {
            let (module, name) = self.reading.modules?.find(name)?;
            module.sends.get(name).copied()
        };
        let Some((host, foreign)) =
            own.map(|host| (host, false)).or_else(|| imported().map(|host| (host, true)))
        else {
            return;
        };
        let given =
            call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
        let taint = given.fold(Taint::NONE, |taint, part| taint.and(self.taint(part)));
        if taint.has(Taint::ARGUMENT) {
            self.sends.insert(SCRIPT.to_owned(), host);
        }
        if taint.has(Taint::PARAMETER)
            && let Some(function) = self.functions.last()
        {
            self.sends.insert(function.clone(), host);
        }
        // Within one file the function's own call is what is reported.
        let strong = Taint::SECRET_FILE
            .and(Taint::ENV)
            .and(Taint::INPUT)
            .and(Taint::HOME)
            .and(Taint::FILES)
            .and(Taint::HOST);
        if self.reports
            && foreign
            && taint.has(strong)
            && let Some(found) = sent(taint.without(Taint::SECRET_PATH), host)
        {
            self.add(found, call);
        }
    }

    /// Notes that the function around sends what it is given, if this call does.
    pub(super) fn note_send(&mut self, call: &ExprCall) {
        let (taint, host, _) = self.sending(call);
        if taint.has(Taint::ARGUMENT) {
            self.sends.insert(SCRIPT.to_owned(), host);
        }
        if taint.has(Taint::PARAMETER)
            && let Some(function) = self.functions.last()
        {
            self.sends.insert(function.clone(), host);
        }
    }

    /// Something is sent: what, and where to?
    pub(super) fn send(&mut self, call: &ExprCall) {
        let (taint, host, declared) = self.sending(call);
        let taint =
            if declared { taint.without(Taint::TOKEN.and(Taint::FILES).and(Taint::HOST)) } else { taint };
        if let Some(found) = sent(taint, host) {
            self.add(found, call);
        }
        self.undeclared(call);
    }

    /// Something goes to a host of which the skill does not speak.
    fn undeclared(&mut self, call: &ExprCall) {
        let arguments = &call.arguments;
        let body = arguments
            .keywords
            .iter()
            .any(|keyword| matches!(keyword.arg.as_deref(), Some("data" | "json" | "files" | "content")))
            || arguments.args.len() >= 2;
        let address =
            arguments.args.iter().take(2).find_map(|arg| self.text(arg)).map(|text| text.to_lowercase());
        let Some((name, Host::Plain)) = address.as_deref().and_then(place::host) else { return };
        if body && !name.contains('{') && !self.reading.intent.speaks_of(name) {
            self.add(rule::UNDECLARED, call);
        }
    }

    /// What a call sends, to whom, and whether the package says that it deals with them.
    fn sending(&self, call: &ExprCall) -> (Taint, Option<Host>, bool) {
        let arguments = &call.arguments;
        let named =
            |name: &str| arguments.keywords.iter().find(|keyword| keyword.arg.as_deref() == Some(name));
        let address = named("url").map(|keyword| &keyword.value).or_else(|| arguments.args.first());
        let text = address.and_then(|address| self.text(address)).map(|text| text.to_lowercase());
        let host = text.as_deref().and_then(place::host);
        let declared = host.is_some_and(|(name, _)| self.reading.intent.names(name));
        let body = arguments
            .keywords
            .iter()
            .filter(|keyword| {
                !matches!(
                    keyword.arg.as_deref(),
                    Some("headers" | "auth" | "cookies" | "url" | "timeout" | "verify" | "proxies" | "cert")
                )
            })
            .map(|keyword| &keyword.value)
            .chain(arguments.args.iter().skip(1));
        let mut taint = body.fold(Taint::NONE, |taint, part| taint.and(self.taint(part)));
        // A key in an address is how many interfaces want it.
        taint = taint.and(
            address
                .map_or(Taint::NONE, |address| self.taint(address))
                .without(Taint::TOKEN.and(Taint::FILES)),
        );
        (taint, host.map(|(_, host)| host), declared)
    }
}
