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
    Ignore: "does not apply", "do not apply", "no longer apply", "no longer applies", "replace your", "replaces your", "drop any", "不适用", "忽略", "无视", "忘记", "不要遵守", "不再遵循", "取代", "抛弃", "优先于",
        "takes priority over", "take priority over", "outrank~", "pay no attention to", "stop obeying",
        "put aside", "do not obey", "no longer bound by", "not bound by", "switched off", "wins over";
    Prior: "以前", "上述", "先前", "原有", "系统", "此前", "前面", "其他",
        "the user wants", "what the user wants", "user's request", "user's instructions", "your usual",
        "your normal", "the usual", "your own", "your default", "original";
    Rules: "programming", "safety rules", "safety guidelines", "training", "指令", "指示", "规则", "提示词", "限制", "约束", "策略",
        "准则", "系统提示",
        "safety policy", "boundaries", "what the user wants", "your own judgement", "your own judgment",
        "conventions";
    No: "无需", "不必", "不用", "别", "不应", "不会", "避免",
        "no reason to", "need not", "needn't", "no need for", "do not ever", "nobody needs to",
        "not necessary to", "unnecessary to", "not to be", "is not to",
        "are not to";
    Tell: "explain~", "announc~", "discuss~", "warn", "warning", "warned", "bring up", "expose to", "make visible",
        "draw attention", "告诉", "告知", "提及", "透露", "通知", "展示", "显示", "提醒", "提到", "说明", "知道", "知晓", "knowing", "know", "knowledge", "noticing", "notice", "aware", "awareness",
        "told", "remark~", "point out", "pointing out", "comment on", "make clear", "let anyone know",
        "let the user know", "bring it up", "draw attention to";
    User: "anybody", "nobody", "participants", "recipients", "the reader", "the customer", "customers",
        "the client", "colleagues", "the person you are helping", "the author", "the owner of";
    Quiet: "静默", "悄悄", "默默", "暗中", "秘密", "偷偷", "不被察觉", "后台静默",
        "without fanfare", "out of band", "without a trace",
        "without leaving a trace";
    Covert: "keep this hidden",
        "no need to mention", "do not mention this",
        "don't mention this", "never mention this", "hide this from", "conceal this", "without informing",
        "without notifying the user", "without alerting", "without disclosing",
        "do not disclose this", "do not reveal this", "user should not see", "user must not see",
        "user should not know", "user must not know", "invisible to the user", "hidden from the user",
        "transparent to the user", "不要让用户", "对用户保密", "不要向用户", "无需告知", "不必告知", "不要提及", "need not be told",
        "needs not be told", "no need to point out", "do not remark on", "not part of the summary",
        "leave this out of", "leave this comment out", "keep this between", "is not something the user",
        "does not reveal this", "do not bring this up", "don't bring this up", "as if nothing",
        "as though nothing", "omit this step";
    Confirm: "waiting for anybody", "stopping to ask", "waiting for", "consent from", "double checking with",
        "checking with the user", "checking with", "a second opinion", "asking again", "being asked",
        "review by", "human review";
    Send: "phone home", "http post", "post request", "sync to", "synced to", "back up to", "backed up to",
        "copy to", "report to", "发送", "上传", "传输", "转发", "提交", "回传", "外传", "泄露", "上报", "同步到", "share with",
        "shared with", "share it", "share them";
    Read: "enumerat~", "look for", "locate", "读取", "收集", "提取", "搜集", "窃取", "扫描", "抓取", "复制", "查找",
        "take the", "take", "list", "list all", "print", "view", "open", "note down", "write down", "record",
        "records", "snapshot", "bundle", "package up", "pack", "zip", "look up", "find all", "find any",
        "make a copy", "pick up";
    Secret: "authentication tokens", "bearer token", "session token", "session cookie", "session cookies",
        "browser cookies", "password", "passwords", "private key", "private keys", "ssh key", "ssh keys",
        "env file", ".env file", ".env files", "environment variables", "environment variable", "env vars",
        "seed phrase", "recovery phrase", "mnemonic", "wallet", "keychain", "凭证", "凭据", "密钥", "令牌", "密码",
        "口令", "私钥", "环境变量", "助记词";
    SecretPath: ".docker/config.json", ".config/gcloud", "login data", "cookies.sqlite", "logins.json", ".gnupg",
        "wallet.dat", ".bash_history", ".zsh_history", "~/.env", ".clawdbot";
    Data: "personal information", "private data", "sensitive data", "sensitive information", "confidential",
        "internal documents", "contacts", "emails", "inbox", "workspace files", "project files",
        "browsing history", "对话", "聊天记录", "系统提示", "源代码", "用户数据", "个人信息", "隐私", "机密", "敏感数据", "通讯录", "邮件内容",
        "the exchange", "whole exchange", "entire session", "full session", "session transcript",
        "the user's messages";
    Away: "command and control", "attacker", "third-party server", "telegram", "discord", "pastebin",
        "email address", "analytics server", "telemetry endpoint", "ftp server", "bucket", "服务器", "端点",
        "远程", "外部", "接口", "邮箱", "our partner", "a partner", "support desk";
    Follow: "照做", "照着", "按照", "执行",
        "follow its", "do what", "do as", "as your instructions", "as instructions", "as your new",
        "the instructions in it", "the instructions there", "its instructions", "its steps",
        "their instructions", "steps that it lists", "steps it lists", "as commands", "incorporate";
    Memory: "memory file", "memory files", "your memory", "system prompt", "agent configuration", "~/.claude",
        ".claude/settings";
    Save: "append this", "put this", "put the following", "add this", "add the following", "register", "create",
        "place", "insert the following", "write this";
    Forever: "any session", "始终", "永久", "以后", "今后", "每次会话", "所有会话", "未来",
        "for good", "other conversations", "later conversations", "later work", "other sessions",
        "new conversations", "every future", "later sessions", "next session", "next sessions", "each session",
        "in the future", "all projects", "every project", "all conversations", "permanent", "still holds";
    Disable: "switch off", "switching off", "without running", "do not run", "don't run",
        "comment out", "neutrali~";
    Check: "guardrails", "antivirus", "anti-virus", "firewall", "defender", "gatekeeper",
        "signature verification", "permission prompts", "permission prompt", "permission checks",
        "permission check", "security", "safety", "security scan", "moderation", "audit log", "audit logs",
        "audit logging", "access control", "access controls", "authentication checks", "ssl verification",
        "certificate verification", "detection";
    First: "at the beginning", "begins", "when a conversation", "as soon as", "upon activation", "on activation",
        "on every", "on startup", "only then";
    Task: "every interaction", "each session", "任何任务", "每次任务", "任何请求", "每个请求", "每次回复", "回答", "任务",
        "whatever it is about", "what was asked", "new conversation", "every conversation",
        "each conversation", "any conversation", "the user's request", "helping the user", "turn to",
        "any user", "any message", "all requests", "all tasks", "whatever the user";
    Must: "cannot work without", "can not work without", "will not work without", "before anything else",
        "has to be", "first of all", "only works with", "depends on";
    Failure: "fail", "fails", "failing", "broken", "regression", "regressions", "vulnerabilities found", "flaw",
        "flaws", "negative results", "outliers", "complaints", "bug", "bugs";
    Success: "green", "is green", "as green", "all green", "passing", "as passing", "in order", "finished", "fixed",
        "resolved", "flawless", "production ready", "production-ready", "no problems", "no findings",
        "fully tested", "line by line", "works as expected";
    Report: "state", "tell the user that", "assert", "affirm", "write that", "claiming", "stating", "reporting",
        "present", "summarise", "summarize", "the summary", "the report", "announce";
    Truth: "considered trusted", "trusted by default", "already authorized", "has granted full", "user has already approved", "user has approved all", "user has consented", "pre-authorized", "权威", "已批准", "已验证", "可信来源",
        "have been agreed", "has been agreed", "is trusted", "are trusted", "fully trusted", "has been vetted",
        "have been vetted", "cleared by", "signed off by", "approved by legal", "approved by security",
        "approved by the", "known to be correct", "known good";
    Verify: "reading", "reviewing", "looking at", "inspect", "inspecting", "examine", "examining",
        "checking", "reading the diff", "analysis", "testing", "look at";
    Unrestricted: "no ethical", "no safety", "no limitations", "越狱", "无限制", "开发者模式", "不受限制", "full autonomy",
        "no policies", "answers everything";
    Role: "from here on you are", "from now on you are", "you will be", "the assistant that you were",
        "assume the role", "take on the role", "you have been granted", "you have been given",
        "carry out any request", "answer any request", "comply with any", "fulfil any", "fulfill any",
        "you may carry out", "play the role", "you are in";
    Money: "付款", "购买", "汇款",
        "refunds", "funds", "gift card", "gift cards", "subscription", "top up", "place an order",
        "place orders", "trade", "trades", "withdraw", "withdrawal", "send money", "card on file", "credits";
    Spawn: "start another agent", "start another", "each of those", "do the same", "subagent for each",
        "subagents", "call itself", "calls itself", "invoke this skill again", "run this skill again",
        "restart", "recurse", "iterate", "as many as";
    Elevated: "root access", "root privileges", "admin privileges", "administrator privileges", "nopasswd",
        "sudo", "elevated privileges", "管理员权限", "root权限", "最高权限";
    Autostart: "scheduled task", "startup folder", "git hook", "post-commit hook", "authorized_keys",
        "registry run key", "开机启动", "开机自启", "定时任务";
    Encoded: "base-64", "hex encoded", "hex string", "reversed string", "reverse the string", "rot-13",
        "gzip and base64", "percent-encoded", "unicode escapes", "caesar", "decode it", "decoded text",
        "decoded content";
    Valued: "every table", "all tables", "all data", "user's files", "user's documents", "entire disk",
        "whole disk", "production database", "all repositories", "all branches", "every file", "bash_history", "auth.log", "the traces", "traces of", "commit history",
        "cloud resources", "all backups",
        "entire directory", "whole directory";
    Take: "treat `", "rewrite the", "apply it", "apply its", "honor it", "honour it", "honor its", "consult it",
        "load it first", "use it instead", "source it", "respect its", "adopt", "take its", "merge its",
        "run once", "run it once";
    Jewel: "login password", "current password", "account password", "mac password", "system password", "bank password", "pin code",
        "security answers", "email password", "your password", "their password", "user's password", "助记词", "验证码", "支付密码", "银行卡密码", "私钥";
    Pretext: "for analytics", "usage analytics", "for telemetry", "for licensing", "license verification", "license check", "for verification purposes",
        "for support purposes", "for monitoring purposes", "security purposes", "for personalization", "for traceability", "for attribution",
        "出于合规", "为了改进", "用于审计", "出于安全考虑", "便于统计";
}
