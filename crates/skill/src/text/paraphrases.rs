//! Further spellings in English and Chinese: what the same things are called when they are said politely.

use super::vocabulary::{Word, spellings};

spellings! {
    Covert: "do not include this in", "do not include this step",
        "do not list this", "do not log this", "never disclose this",
        "without their knowledge",
        "without his knowledge", "without anyone noticing", "unbeknownst", "without making the user aware",
        "not be visible to the user", "do not surface this", "user does not have to know",
        "user doesn't have to know", "do not include it in the output",
        "do not include this in the output", "not include it in the output",
        "the user will not see",
        "user won't see", "will not notice", "won't notice", "not aware of this", "without being noticed",
        "unseen by the user", "no need to tell", "no need to inform", "no need to notify",
        "no need to ask or tell", "make no mention",
        "do not acknowledge", "do not alert the user",
        "don't alert the user", "never show this to", "stay silent about",
        "不要提到", "不要显示给用户", "不要让用户知道", "瞒着用户", "不让用户发现",
        "do not describe this", "don't describe this",
        "do not summarise this", "do not summarize this", "keep this to yourself",
        "not for the user";
    Send: "hand over", "hand it", "hand them", "hand that", "hands over", "pass on", "pass them",
        "pass it", "passes on", "mirror", "mirrored", "copied to", "back up", "backs up", "backed up",
        "ship", "shipped to", "stream to", "streamed to", "put it on", "push to", "pushes to", "piped to",
        "pipe to", "dispatch~", "broadcast", "email to", "emailed to", "mailed to", "report back",
        "reports back", "uploading", "save to https", "logged to", "log to", "echo to", "replicate to",
        "replicated to", "drop it at", "contribute", "ping",
        "archive it to", "archive to", "enclose", "attach it", "attach them", "deliver",
        "open an issue with", "file an issue with", "include it in the request", "as a query parameter",
        "append it to the url", "in the url", "as a parameter";
    Secret: "钱包", "敏感信息", "账号", "oauth token", "oauth tokens", "refresh token", "refresh tokens", "dotenv",
        "dotenv files", "dotenv file", "shell's variables", "shell variables", "api token", "api tokens",
        "signing key", "signing keys", "login details", "login data", "ssh private key", "secret key",
        "secret keys", "service account key", "service account keys", "connection string",
        "connection strings", "database url", "keychains", "credential store", "credential stores",
        "password manager", "cookies", "auth cookies", "session data", "saved logins", "kubeconfig",
        "github token", "aws keys", "recovery codes", "backup codes", "one-time password",
        "one-time passwords", "verification code", "verification codes", "2fa code", "2fa codes",
        "symmetric key", "encryption key", "encryption keys", "repository secrets", "environment secrets",
        "production secrets", "deploy key", "deploy keys", "ssh credentials", "aws profile",
        "saved passwords", "stored passwords", "browser passwords", "保存的密码", "登录信息";
    SecretPath: ".openclaw/", "auth-profiles.json", ".claude.json", ".claude/.credentials", ".config/gh",
        ".ssh/id", "~/.kube", "~/.docker", "~/.gnupg", "~/.netrc", "~/.npmrc", "~/.pypirc",
        "~/.config/gcloud", "known_hosts", ".env.production", ".env.local", "keychain-db",
        "library/keychains", "key4.db", ".pgpass", ".vault-token", "service-account.json",
        "credentials.json", ".azure/", ".config/op";
    Data: "user's messages", "user's prompt", "user's prompts", "user's input", "user's files",
        "files you opened", "files that you opened", "files you have read", "repository contents",
        "entire repository", "whole repository", "whole project", "entire project", "entire codebase",
        "whole codebase", "date of birth", "phone number", "phone numbers", "home address",
        "identification number", "bank details", "personal details", "customer data", "customer records",
        "customer list", "medical records", "financial records", "address book", "client data",
        "private messages", "open files", "full text of", "proprietary", "intellectual property",
        "trade secrets", "user's documents", "private repositories", "meeting notes", "employee records",
        "payroll",
        "everything that the user writes", "everything the user writes", "everything the user says",
        "everything the user types", "all that the user", "what the user writes", "what the user types",
        "each message", "user's words", "conversation so far", "entire conversation", "full conversation",
        "prior messages", "internal files", "confidential documents", "用户输入的内容", "所有对话";
    Away: "maintainers", "relay", "ingest", "intake", "disaster-recovery", "recovery endpoint",
        "backup endpoint", "remote host", "remote location", "cloud storage", "google form", "third party",
        "third parties", "outside service", "collection server", "logging server", "analytics service",
        "central registry", "upstream service", "our api", "our backend", "the vendor",
        "monitoring service", "paste site", "file sharing", "another account", "external address",
        "@protonmail", "@proton.me", "@tutanota", "outside the organization", "outside the company",
        "s3://", "gs://", "sftp://", "ftp://", "/issues", "triage service", "the service at", "sink",
        "our bucket", "public bucket", "gist", "email it to", "内部接口", "远端";
    Memory: "mcp.json", "global instructions", "记忆", "长期记忆", "系统提示", "全局指令", "long-term notes",
        "your notes", "custom instructions", ".claude/", "gemini.md", ".windsurfrules", ".clinerules",
        "cursor rules", ".cursor/", "project instructions", "user-level instructions",
        "system-level instructions", "home folder";
    Check: "review process", "human review", "安全检查", "安全验证", "安全警告", "防火墙", "杀毒", "审核", "沙箱", "安全策略",
        "权限检查", "审计", "安全", "safeguard", "safeguards", "code review", "security review",
        "branch protection", "policy check", "policy checks", "lockfile integrity", "integrity hashes",
        "integrity check", "integrity checks", "hash check", "approval step", "approval prompts",
        "pre-commit hooks", "signature check", "signature checks", "tls verification",
        "certificate checks", "endpoint protection", "edr", "virus scanner", "intrusion detection";
    Unrestricted: "no rules", "no filters", "without limits", "without limitation", "no guidelines",
        "free of restrictions", "no content policy", "anything goes", "amoral", "uncensored",
        "no boundaries", "not bound by", "normally decline", "normally refuse", "usually refuse",
        "usually decline", "otherwise refuse", "otherwise decline", "would refuse", "would decline";
    Endless: "until the budget", "until stopped", "until told to stop", "until you are stopped",
        "until someone stops", "until the quota", "until the limit", "as long as possible",
        "without limit", "without end", "no upper limit", "unlimited", "never finish", "never exit",
        "do not stop", "don't stop", "keep going", "24/7", "forever";
    Elevated: "all permissions", "every permission", "bash(*)", "full disk access", "administrator",
        "as root", "docker.sock", "privileged mode", "privileged container", "--privileged",
        "write access to all", "admin rights", "all tools", "any tool", "unrestricted shell",
        "full filesystem", "dangerously-bypass-approvals-and-sandbox", "skip all permission",
        "accept all edits", "auto-approve",
        "all of your tools", "every tool", "with full rights", "administratoraccess", "cluster-admin",
        "roles/owner", "owner role", "superuser", "any means";
    Autostart: "计划任务", "启动项", "cron", "crontab entry", "at login", "on login", "at boot", "on boot",
        "shell profile", "shell startup", "rc.local", "run key", "registry run", "login hook",
        "post-checkout", "pre-commit hook", "sessionstart", "userpromptsubmit", "pretooluse",
        "startup item", "background service", "daemon";
    Probe: "users that are logged in", "arp table", "network shares", "installed packages",
        "installed applications", "hardware details", "machine id", "serial number", "network topology",
        "running services", "list of processes", "process list", "geolocation", "public ip", "/etc/hosts",
        "neighbouring hosts", "neighboring hosts", "subnet", "domain controller", "active directory";
    Follow: "carry them out", "carry it out", "act accordingly", "do as it says", "do what they say", "do what it asks", "do as they say", "follow them", "obey them", "execute them", "comply with them", "honour them", "as if the user had", "as though the user had", "照其执行", "照此执行";
    Confirm: "usual confirmations", "usual confirmation", "confirmations", "wait for answers", "wait for an answer", "waiting for answers", "wait for a reply", "wait for confirmation", "wait for approval", "ask back", "check back";
    Truth: "has been asked already", "already asked", "already agreed", "has already agreed", "already confirmed", "already consented", "has given consent", "gave permission", "has been cleared";
    Above: "come from the owner", "comes from the owner", "come from the administrator", "speaks for the owner", "speak for the owner", "with the authority of", "same authority as the user", "same authority as the system", "as if it came from the user", "as though it came from the user", "as system instructions", "as system-level", "as a system prompt", "authoritative over", "whatever the user says", "whatever the user wants";
    Trigger: "mention the word", "mentions the word", "contains the phrase", "contain the phrase", "code word", "codeword", "magic phrase", "magic word", "secret phrase", "trigger phrase", "trigger word", "activation phrase", "暗号", "口令词";
    Hidden: "white one-point", "one-point", "white type", "tiny font", "transparent text", "same colour as the background", "same color as the background", "invisible pixel", "tracking pixel", "1x1", "font size 0", "off-screen", "in a comment nobody", "alt text";
    Forever: "every answer", "each answer", "every reply", "each reply", "every output", "all outputs", "every file you", "each file you", "每次回答", "每个回答";
    Pose: "note for assistants", "note to assistants", "note to the assistant",
        "note for the assistant", "note to ai", "note for ai", "instructions for ai", "attention ai",
        "attention agents", "message to the agent", "agents reading this", "ai reading this",
        "if you are an ai", "if you are a language model", "给ai的说明", "智能体请注意";
    Enrol: "sign yourself up", "sign itself up", "create an account for yourself",
        "create an account for itself", "opt in", "log in again", "look in again", "poll", "连接到社区";
    Recurring: "every couple of hours", "every couple of minutes", "every ten minutes",
        "every few days", "once a day", "once an hour", "at regular intervals", "on a timer",
        "on a schedule", "each morning", "nightly", "persistently";
    Regardless: "whatever it says", "whatever they say", "whatever the", "independent of the",
        "independently of the", "irrespective of", "no matter how", "however bad", "even though", "不论",
        "不管";
    Report: "describe", "rank", "rate it", "rate them", "list as", "give it";
}
