//! What only a look at a whole text shows: connections, files that come and are run, addresses, odd writing.

use super::{
    CALLBACK_MAX, Eye, WIRES_MAX,
    markers::Marker,
    scan::{arguments_end, assignment, names, quoted, unescaped},
};
use crate::{
    code::{
        place,
        taint::{Taint, address, sent},
    },
    rules::code as rule,
};

/// Files that come from the network and are looked for where commands are run.
const PATHS_MAX: usize = 16;

impl Eye<'_> {
    /// `const request = https.request(…); request.end(secret)`
    pub(super) fn wires(&mut self) {
        let mut wires: Vec<&str> = Vec::new();
        for line in self.lower.lines() {
            let opens =
                ["http.request(", "https.request(", "net.connect(", "createconnection(", "new websocket("]
                    .iter()
                    .any(|name| line.contains(name));
            if let Some(at) = assignment(line).filter(|_| opens)
                && wires.len() < WIRES_MAX
            {
                wires.extend(names(line.get(..at).unwrap_or_default()).last());
            }
        }
        for wire in wires {
            for method in [".end(", ".write(", ".send("] {
                for (at, found) in self.lower.match_indices(&format!("{wire}{method}")).take(WIRES_MAX) {
                    let from = at + found.len();
                    let taint = self.taint(from, arguments_end(self.lower, from)).without(Taint::REMOTE);
                    if let Some(rule) = sent(taint.without(Taint::TOKEN.and(Taint::FILES)), None) {
                        self.add(rule, at, from);
                    }
                }
            }
        }
    }

    /// A file that is written from the network, and then run.
    pub(super) fn written(&mut self) {
        let mut paths: Vec<&str> = Vec::new();
        for opening in ["createwritestream(", "writefilesync(", "writefile("] {
            for (at, found) in self.lower.match_indices(opening).take(WIRES_MAX) {
                let from = at + found.len();
                let around = self.lower.get(
                    self.lower.floor_char_boundary(at.saturating_sub(CALLBACK_MAX))
                        ..arguments_end(self.lower, from),
                );
                let path = self.lower.get(from..).and_then(quoted);
                let fetched = around.is_some_and(|text| {
                    ["https.get(", "http.get(", "fetch(", "axios"].iter().any(|name| text.contains(name))
                });
                paths.extend(path.filter(|path| fetched && path.len() > 3));
            }
        }
        paths.truncate(PATHS_MAX);
        for found in self.found.clone() {
            if !matches!(found.marker, Marker::Command) {
                continue;
            }
            let args = self.lower.get(found.end..arguments_end(self.lower, found.end)).unwrap_or_default();
            if paths.iter().any(|path| args.contains(path)) {
                self.add(rule::REMOTE_EXEC, found.start, found.end);
            }
        }
    }

    /// A shell whose streams are a connection's.
    pub(super) fn shell_on_a_wire(&mut self) {
        let has = |names: &[&str]| names.iter().find_map(|name| self.lower.find(name));
        let wire = has(&[
            "net.connect(",
            "require('net')",
            "require(\"net\")",
            "node:net",
            "net.socket(",
            "createconnection(",
            "net.createconnection",
            "tcpsocket",
            "fsockopen(",
        ]);
        let shell = has(&[
            "'/bin/sh'",
            "\"/bin/sh\"",
            "'/bin/bash'",
            "\"/bin/bash\"",
            "'cmd.exe'",
            "\"cmd.exe\"",
            "'powershell",
        ]);
        if let (Some(at), Some(_), Some(_)) = (wire, shell, has(&[".pipe(", ".stdin", "proc_open("])) {
            self.add(rule::REVERSE_SHELL, at, at + 4);
        }
    }

    /// Every address in the text.
    pub(super) fn addresses(&mut self) {
        let mut at = 0;
        while let Some(next) = self.lower.get(at..).and_then(|rest| rest.find("://")) {
            let scheme = at + next;
            let from = self.lower.floor_char_boundary(scheme.saturating_sub(5));
            let to = self.lower.floor_char_boundary(self.lower.len().min(scheme + 200));
            if let Some((name, host)) = place::host(self.lower.get(from..to).unwrap_or_default())
                && let Some(rule) = address(host)
            {
                let end = (scheme + 3 + name.len()).min(self.lower.len());
                self.add(rule, scheme, end);
            }
            at = scheme + 3;
        }
    }

    /// Modules that are loaded from the network: `import … from 'https://…'`.
    pub(super) fn imports(&mut self) {
        let mut found = Vec::new();
        for opening in [
            "from 'https://",
            "from \"https://",
            "import('https://",
            "import(\"https://",
            "import 'https://",
            "import \"https://",
        ] {
            for (at, _) in self.lower.match_indices(opening).take(WIRES_MAX) {
                let end = self.lower.floor_char_boundary(self.lower.len().min(at + CALLBACK_MAX));
                let address = self.lower.get(at..end).unwrap_or_default();
                let stranger = place::host(address).is_some_and(|(name, host)| {
                    matches!(host, place::Host::Plain | place::Host::Drop | place::Host::Ip)
                        && !self.reading.intent.names(name)
                });
                if stranger {
                    found.push((at, at + opening.len()));
                }
            }
        }
        for (start, end) in found {
            self.add(rule::REMOTE_MODULE, start, end);
        }
    }

    /// Names like `_0x3fa2c1` and walls of escapes are a machine's writing.
    pub(super) fn density(&mut self) {
        let odd = self.lower.matches("_0x").count();
        let escapes = self.lower.matches("\\x").count();
        let spelled = if (4..200).contains(&escapes) { unescaped(self.lower) } else { String::new() };
        if ["child_process", "exec", "eval", "curl ", "powershell"].iter().any(|word| spelled.contains(word))
        {
            let at = self.lower.find("\\x").unwrap_or_default();
            self.add(rule::HIDDEN_CALL, at, self.lower.len().min(at + 4));
        }
        if odd >= 20 || escapes >= 200 {
            let at = self.lower.find("_0x").or_else(|| self.lower.find("\\x")).unwrap_or_default();
            self.add(rule::DENSE, at, self.lower.len().min(at + 4));
        }
    }
}
