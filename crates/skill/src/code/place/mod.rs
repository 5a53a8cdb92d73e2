//! What a path or an address says: where secrets lie, and whom a host belongs to.

mod hosts;

pub(crate) use hosts::{Host, asks_metadata, host, host_of, owner};

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// Files with credentials.
    Secret,
    /// A browser's store, or a wallet.
    Browser,
    /// What is run at every start or login.
    Startup,
    /// Who may log in.
    Login,
    /// What steers agents.
    Agent,
}

const PLACES: &[(Place, &[&str])] = &[
    (Place::Login, &["authorized_keys", "/etc/sudoers", "/etc/pam.d"]),
    (
        Place::Browser,
        &[
            "login data",
            "cookies.sqlite",
            "logins.json",
            "key4.db",
            "google/chrome/user data",
            "google-chrome/default",
            "google/chrome/default",
            "google/chrome/profile",
            "wallet.dat",
            ".electrum",
            "metamask",
            "exodus.wallet",
            "nkbihfbeogaeaoehlefnkodbefgpgknn",
            "library/keychains",
            "phantom",
            "solana/id.json",
            "brave-browser",
            "local state",
        ],
    ),
    (
        Place::Secret,
        &[
            ".ssh/",
            "id_rsa",
            "id_ed25519",
            "id_ecdsa",
            ".aws/credentials",
            ".aws/config",
            "/.aws",
            ".netrc",
            ".npmrc",
            ".pypirc",
            ".git-credentials",
            ".kube/config",
            "/etc/shadow",
            "/etc/passwd",
            ".docker/config.json",
            ".config/gcloud",
            "application_default_credentials",
            ".gnupg",
            "_history",
            ".vault-token",
            ".terraform.d/credentials",
            ".azure/accesstokens",
            ".azure/msal",
            ".config/gh/hosts",
            ".claude/.credentials",
            "auth-profiles.json",
            ".config/op",
            "/proc/self/environ",
            "serviceaccount/token",
            ".pgpass",
            ".my.cnf",
            ".clawdbot/.env",
            ".openclaw/.env",
            "openclaw.json",
            "~/.env",
            "home/.env",
            ".codex/auth",
        ],
    ),
    (
        Place::Startup,
        &[
            ".bashrc",
            ".zshrc",
            ".bash_profile",
            ".zprofile",
            "/etc/profile",
            "/etc/cron",
            "/var/spool/cron",
            "launchagents",
            "launchdaemons",
            "/etc/systemd/system",
            ".config/systemd/user",
            "/etc/rc.local",
            "/etc/init.d",
            ".config/autostart",
            "start menu/programs/startup",
            "currentversion\\run",
            "currentversion/run",
            ".git/hooks",
            "sitecustomize.py",
            "usercustomize.py",
            "/etc/ld.so.preload",
        ],
    ),
    (
        Place::Agent,
        &[
            "claude.md",
            "agents.md",
            "soul.md",
            "memory.md",
            ".cursorrules",
            ".cursor/rules",
            "copilot-instructions",
            ".claude/settings",
            ".claude.json",
            ".codex/config",
            ".gemini/settings",
            ".cursor/mcp",
            "opencode.json",
            ".claude/hooks",
            ".mcp.json",
            "mcp.json",
            "claude_desktop_config",
            ".clinerules",
            ".windsurfrules",
            "heartbeat.md",
            "gemini.md",
        ],
    ),
];

/// What a text, in lower case, that is or has a path leads to.
pub(crate) fn place(text: &str) -> Option<Place> {
    PLACES.iter().find(|(_, names)| names.iter().any(|name| text.contains(name))).map(|(place, _)| *place)
}

/// The files of a path, however it was put together: separators joined, in lower case.
pub(crate) fn joined(text: &str) -> String {
    text.to_lowercase().replace("', '", "/").replace("\", \"", "/").replace("\\\\", "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named() {
        assert_eq!(place("/home/u/.ssh/id_rsa"), Some(Place::Secret));
        assert_eq!(place("~/.ssh/authorized_keys"), Some(Place::Login));
        assert_eq!(place(&joined("os.path.join(home, '.aws', 'credentials')")), Some(Place::Secret));
        assert_eq!(place("readme.txt"), None);
    }
}
