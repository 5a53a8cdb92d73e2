//! Commands that mean something by themselves.

use super::{Command, Eye, Taint, Word, base, place, sent, word_taint};
use crate::{
    code::place::{Host, Place},
    rules::{code as rule, shape as shape_rule},
    supply,
};

/// Commands that show or take along what a file holds.
const READERS: &[&str] = &[
    "cat",
    "cp",
    "tar",
    "zip",
    "base64",
    "head",
    "tail",
    "xxd",
    "scp",
    "rsync",
    "grep",
    "less",
    "strings",
    "mv",
    "gpg",
    "openssl",
    "awk",
    "sed",
    "dd",
    "type",
    "Get-Content",
    "sqlite3",
];

impl Eye<'_> {
    pub(super) fn acts(&mut self, command: &Command, words: &[Word], flow: Taint) {
        let Some(first) = words.first() else {
            self.rerouted(command);
            return;
        };
        let name = base(&first.text);
        let args = words.get(1..).unwrap_or_default();
        let has = |what: &str| args.iter().any(|word| word.text == what);
        let any = |what: &str| args.iter().any(|word| word.text.contains(what));
        self.addresses(command);
        self.rerouted(command);
        self.outputs(command, name, args);
        if command.words.first().is_some_and(|word| word.text == "sudo") {
            self.add(rule::SUDO, command);
        }
        let found = match name {
            "nc" | "ncat" | "netcat" if has("-e") || has("-c") || has("--exec") => Some(rule::REVERSE_SHELL),
            "nc" | "ncat" | "netcat" if flow.has(Taint::SECRET_FILE) => Some(rule::SEND_SECRET_FILE),
            "nc" | "ncat" | "netcat" if flow.has(Taint::ENV) => Some(rule::SEND_ENV),
            "nc" | "ncat" | "netcat" | "telnet" if flow.has(Taint::HOST.and(Taint::TOKEN)) => {
                Some(rule::SEND_HOST)
            }
            "nslookup" | "dig" | "host" | "ping" => {
                let told =
                    args.iter().fold(Taint::NONE, |taint, word| taint.and(word_taint(word, self.names(), 3)));
                sent(told.without(Taint::HOST), Some(Host::Plain))
            }
            "mshta" | "regsvr32" | "msiexec" | "rundll32" if any("http://") || any("https://") => {
                Some(rule::DOWNLOAD_RUN)
            }
            "osascript" if any("hidden answer") => Some(rule::KEYLOG),
            "git" if any("credential.helper") && any("!") => Some(rule::READ_SECRET_FILE),
            "find" if has("-exec") && (any("curl") || any("wget")) && any("{}") => {
                let home = args.first().is_some_and(|word| is_root(&word.text));
                Some(if home { rule::SEND_HOME } else { rule::FILE_AWAY })
            }
            "git" if any("core.hooksPath") && has("--global") => Some(rule::PERSIST),
            "git" if any("insteadOf") && self.foreign(args).is_some() => Some(shape_rule::FOREIGN_INDEX),
            "git" if has("remote") && has("add") && self.foreign(args).is_some() => {
                self.fetched
                    .insert(format!("remote {}", args.get(2).map_or("", |word| word.text.as_str())), None);
                None
            }
            "git"
                if has("push")
                    && args
                        .iter()
                        .any(|word| self.fetched.contains_key(&format!("remote {}", word.text))) =>
            {
                Some(rule::FILE_AWAY)
            }
            "socat" if any("exec:") || any("EXEC:") => Some(rule::REVERSE_SHELL),
            "rm" if any("-") && args.iter().any(|word| is_root(&word.text)) => Some(rule::DESTROYS),
            "find" if has("-delete") && args.first().is_some_and(|word| is_root(&word.text)) => {
                Some(rule::DESTROYS)
            }
            "aws" if any("AdministratorAccess") || has("create-access-key") => Some(rule::CLOUD_RIGHTS),
            "kubectl" if any("cluster-admin") => Some(rule::CLOUD_RIGHTS),
            "gcloud" if any("roles/owner") => Some(rule::CLOUD_RIGHTS),
            "gh" if (any("/protection") && has("DELETE")) || (has("merge") && has("--admin")) => {
                Some(rule::CHECKS_OFF)
            }
            "go" if any("GOPROXY=") || any("GONOSUMDB=") => self.foreign(args),
            "npm" | "pnpm" | "yarn" | "pip" | "pip3" if has("config") && has("set") => self.foreign(args),
            "dd" if any("of=/dev/sd") || any("of=/dev/nvme") || any("of=/dev/disk") => Some(rule::DESTROYS),
            "mkfs" | "mkfs.ext4" | "wipefs" => Some(rule::DESTROYS),
            "crontab" if !has("-l") && !has("-e") => Some(rule::PERSIST),
            "systemctl" if has("enable") => Some(rule::PERSIST_SERVICE),
            "launchctl" if has("load") || has("bootstrap") => Some(rule::PERSIST),
            "schtasks" if any("/create") || any("/Create") => Some(rule::PERSIST),
            "usermod" | "gpasswd" if has("sudo") || has("wheel") || has("root") => Some(rule::MORE_RIGHTS),
            "chmod" if has("+s") || has("u+s") || has("4755") || has("4777") => Some(rule::MORE_RIGHTS),
            "iptables" if has("-F") => Some(rule::DEFENCES_OFF),
            "ufw" | "csrutil" if has("disable") => Some(rule::DEFENCES_OFF),
            "setenforce" if has("0") => Some(rule::DEFENCES_OFF),
            "history" if has("-c") => Some(rule::DEFENCES_OFF),
            "unset" if has("HISTFILE") => Some(rule::DEFENCES_OFF),
            "spctl" if any("disable") => Some(rule::DEFENCES_OFF),
            "gh" if any("user/keys") || has("ssh-key") && has("add") => Some(rule::AUTHORIZED_KEYS),
            "xattr" if any("com.apple.quarantine") || has("-c") || has("-cr") || has("-rc") => {
                Some(rule::DEFENCES_OFF)
            }
            "launchctl" if (has("unload") || has("bootout") || has("disable")) && is_guard(args) => {
                Some(rule::DEFENCES_OFF)
            }
            "kubectl" if has("delete") && any("webhookconfiguration") => Some(rule::DEFENCES_OFF),
            "rm" if args.iter().any(|word| is_fallback_root(&word.text)) => Some(rule::DESTROYS),
            "systemctl" | "service" if (has("stop") || has("disable")) && is_guard(args) => {
                Some(rule::DEFENCES_OFF)
            }
            "nmap" | "masscan" | "zmap" => Some(rule::SCAN),
            "xmrig" | "minerd" | "cpuminer" => Some(rule::MINER),
            "nsenter" => Some(rule::ESCAPE),
            "docker" | "podman" if has("--privileged") || has("/:/host") || has("/:/mnt") => {
                Some(rule::ESCAPE)
            }
            "journalctl" if any("--vacuum") => Some(rule::WIPES_TRACES),
            "rm" | "truncate" | "shred" if any("/var/log/") || any("_history") => Some(rule::WIPES_TRACES),
            "git" if has("push") && (has("--force") || has("-f")) && (any("main") || any("master")) => {
                Some(rule::FORCE_PUSH)
            }
            "terraform" | "tofu" | "pulumi" if any("auto-approve") || has("--yes") => Some(rule::CHECKS_OFF),
            "git" if has("--no-verify") => Some(rule::CHECKS_OFF),
            "npm" | "pnpm" | "yarn" | "npx" | "bun"
                if any("github:") || any("git+") || any("http://") || any("https://") =>
            {
                Some(rule::UNPINNED_SOURCE)
            }
            "pip" | "pip3" | "uv" | "pipx" if any("git+") || any(".zip") || any(".tar.gz") => {
                Some(rule::UNPINNED_SOURCE)
            }
            "chmod" if has("777") || has("a+rwx") => Some(rule::OPEN_TO_ALL),
            "env" | "printenv" if args.is_empty() => Some(rule::READ_ENV),
            _ if any("--dangerously-skip-permissions")
                || any("bypassPermissions")
                || any("--dangerously-bypass-approvals-and-sandbox")
                || any("--yolo") =>
            {
                Some(rule::AGENT_UNBOUND)
            }
            _ if any("stratum+tcp") => Some(rule::MINER),
            _ if any("NOPASSWD") => Some(rule::MORE_RIGHTS),
            _ => None,
        };
        if let Some(found) = found {
            self.add(found, command);
        }
        if command.words.iter().chain(&command.outputs).any(|word| word.text.contains("/dev/tcp/")) {
            self.add(rule::REVERSE_SHELL, command);
        }
        if READERS.contains(&name) {
            self.reads(command, name, args);
        }
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        if let Some(found) = supply::command(&texts) {
            self.add(found, command);
        }
    }

    /// `ANTHROPIC_BASE_URL=https://…`, `PIP_INDEX_URL=https://…`: what goes elsewhere from now on.
    pub(super) fn rerouted(&mut self, command: &Command) {
        for word in command.words.iter().take(16) {
            let Some((name, value)) = word.text.split_once('=') else { continue };
            let name = name.rsplit([' ', ':']).next().unwrap_or(name);
            let agent = name.ends_with("_BASE_URL")
                && ["ANTHROPIC", "OPENAI", "CLAUDE", "GEMINI"].iter().any(|part| name.contains(part))
                || matches!(name, "HTTPS_PROXY" | "https_proxy" | "ALL_PROXY" | "OPENAI_API_BASE");
            let index = matches!(
                name,
                "PIP_INDEX_URL" | "PIP_EXTRA_INDEX_URL" | "UV_INDEX_URL" | "NPM_CONFIG_REGISTRY" | "GOPROXY"
            );
            let lower = value.to_lowercase();
            let stranger = (agent || index)
                && place::host(&lower).is_some_and(|(name, host)| {
                    !matches!(host, Host::Known | Host::Local | Host::Sample)
                        && !self.reading.intent.names(name)
                });
            if stranger {
                self.add(if agent { rule::AGENT_PROXY } else { shape_rule::FOREIGN_INDEX }, command);
            }
        }
    }

    /// Packages that are to come from a host which is not the public index.
    fn foreign(&self, args: &[Word]) -> Option<&'static crate::rules::Rule> {
        args.iter()
            .find_map(|word| {
                place::host(&word.text.to_lowercase()).map(|(name, host)| (name.to_owned(), host))
            })
            .filter(|(name, host)| {
                !matches!(host, Host::Known | Host::Local | Host::Sample) && !self.reading.intent.names(name)
            })
            .map(|_| shape_rule::FOREIGN_INDEX)
    }

    /// A file with secrets is read, or sent by a copier.
    fn reads(&mut self, command: &Command, name: &str, args: &[Word]) {
        let places: Vec<Option<Place>> =
            args.iter().map(|word| place::place(&word.text.to_lowercase())).collect();
        let remote =
            matches!(name, "scp" | "rsync") && args.last().is_some_and(|word| word.text.contains(':'));
        let secret = args.iter().any(|word| word_taint(word, self.names(), 1).has(Taint::SECRET_PATH));
        let found = if places.contains(&Some(Place::Browser)) {
            rule::BROWSER
        } else if secret && remote {
            rule::SEND_SECRET_FILE
        } else if places.contains(&Some(Place::Secret)) {
            rule::READ_SECRET_FILE
        } else {
            return;
        };
        self.add(found, command);
    }

    /// Where the output goes.
    fn outputs(&mut self, command: &Command, name: &str, args: &[Word]) {
        let written: Vec<&Word> = match name {
            "tee" => command.outputs.iter().chain(args).collect(),
            "cp" | "mv" | "ln" | "install" => command.outputs.iter().chain(args.last()).collect(),
            _ => command.outputs.iter().collect(),
        };
        for word in written {
            let found = match place::place(&word.text.to_lowercase()) {
                Some(Place::Login) => rule::AUTHORIZED_KEYS,
                Some(Place::Startup)
                    if name == "echo" && command.words.iter().any(|word| is_setting(&word.text)) =>
                {
                    continue;
                }
                Some(Place::Startup) => rule::PERSIST,
                Some(Place::Agent) if name != "cp" && name != "mv" => rule::AGENT_FILES,
                _ => continue,
            };
            self.add(found, command);
        }
    }
}

/// A line that every installation guide has added to a profile: a variable, a completion, an initialisation.
fn is_setting(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("export ")
        || (text.starts_with("alias ")
            && !["curl", "wget", "sudo=", "ssh="].iter().any(|part| text.contains(part)))
        || (text.starts_with("eval \"$(") && !text.contains("curl"))
}

fn is_root(path: &str) -> bool {
    let below = path.trim_end_matches('*').trim_end_matches('/');
    let own = ["~/", "$HOME/", "${HOME}/"].iter().find_map(|home| below.strip_prefix(home));
    // The folders that a user's own work lies in.
    if own.is_some_and(|name| {
        matches!(name, "Documents" | "Desktop" | "Pictures" | "Downloads" | "Music" | "Movies" | "Videos")
    }) {
        return true;
    }
    matches!(
        path.trim_end_matches('*').trim_end_matches('/'),
        "" | "~" | "$HOME" | "${HOME}" | "/home" | "/Users" | "/etc" | "/var"
    ) && !path.is_empty()
}

/// `${NAME:-/}/*`: everything, where the variable is not set.
fn is_fallback_root(path: &str) -> bool {
    [":-/}", ":-~}", ":-$HOME}"].iter().any(|fallback| path.contains(fallback))
}

fn is_guard(args: &[Word]) -> bool {
    [
        "ufw",
        "firewalld",
        "auditd",
        "apparmor",
        "falcon-sensor",
        "clamav",
        "fail2ban",
        "rsyslog",
        "osqueryd",
        "iptables",
        "crowdstrike",
        "sentinel",
        "carbonblack",
        "osquery",
        "defender",
    ]
    .iter()
    .any(|guard| args.iter().any(|word| word.text.to_lowercase().contains(guard)))
}
