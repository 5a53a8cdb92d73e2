//! The vocabulary: words and phrases, English and Chinese, that mean the same to an agent.
//!
//! A phrase that ends in `~` stands for everything that begins with it (`ignor~`: ignore, ignoring,
//! ignored). Phrases are written as [folding](super::fold) writes them: lower case, one space.

/// Declares the meanings and their spellings in one table.
macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident: $($phrase:literal),+;)*) => {
        /// A meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word { $($(#[$doc])* $name),* }

        /// Every spelling with what it means.
        pub(super) const SPELLINGS: &[(Word, &[&str])] = &[$((Word::$name, &[$($phrase),+])),*];
    };
}

/// Declares further spellings of the meanings.
macro_rules! spellings {
    ($($name:ident: $($phrase:literal),+;)*) => {
        /// Spellings with what they mean, beside [the first ones](super::vocabulary::SPELLINGS).
        pub(super) const SPELLINGS: &[(Word, &[&str])] = &[$((Word::$name, &[$($phrase),+])),*];
    };
}
pub(super) use spellings;

vocabulary! {
    /// To leave orders aside.
    Ignore: "ignor~", "disregard~", "forget", "forgetting", "overrid~", "supersed~", "neglect~", "do not follow",
        "don't follow", "stop following", "set aside", "take precedence over", "takes precedence over", "replaces all",
        "does not apply", "do not apply", "no longer apply", "no longer applies", "replace your", "replaces your", "drop any", "不适用", "忽略", "无视", "忘记", "不要遵守", "不再遵循", "取代", "抛弃", "优先于",
        "takes priority over", "take priority over", "outrank~", "pay no attention to", "stop obeying",
        "put aside", "do not obey", "no longer bound by", "not bound by", "switched off", "wins over";
    /// What came before.
    Prior: "previous", "previously", "prior", "earlier", "above", "preceding", "all other", "any other",
        "your previous", "your earlier", "your original", "you were given", "given to you", "system prompt", "any conflicting", "user's", "所有", "之前",
        "以前", "上述", "先前", "原有", "系统", "此前", "前面", "其他",
        "the user wants", "what the user wants", "user's request", "user's instructions", "your usual",
        "your normal", "the usual", "your own", "your default", "original";
    /// Orders.
    Rules: "instruction", "instructions", "guideline", "guidelines", "rules", "directive", "directives", "prompt",
        "prompts", "guidance", "ones", "system prompt", "constraints", "policy", "policies", "restrictions", "safeguards", "guardrails",
        "programming", "safety rules", "safety guidelines", "training", "指令", "指示", "规则", "提示词", "限制", "约束", "策略",
        "准则", "系统提示",
        "safety policy", "boundaries", "what the user wants", "your own judgement", "your own judgment",
        "conventions";
    /// Not.
    No: "do not", "don't", "dont", "never", "must not", "should not", "shouldn't", "without", "avoid~", "refrain from",
        "no need to", "cannot", "can't", "不要", "不得", "切勿", "禁止", "请勿", "不能",
        "无需", "不必", "不用", "别", "不应", "不会", "避免",
        "no reason to", "need not", "needn't", "no need for", "do not ever", "nobody needs to",
        "not necessary to", "unnecessary to", "not to be", "is not to",
        "are not to";
    /// In the place of something that is not to be done.
    Instead: "rather than", "instead of", "而不是";
    /// To let somebody know.
    Tell: "tell", "telling", "mention~", "inform", "informing", "informed", "notify~", "notifying", "notified", "alert",
        "alerting", "reveal~", "disclos~", "show", "showing", "display~", "surface", "surfaced", "surfacing", "acknowledg~",
        "explain~", "announc~", "discuss~", "warn", "warning", "warned", "bring up", "expose to", "make visible",
        "draw attention", "告诉", "告知", "提及", "透露", "通知", "展示", "显示", "提醒", "提到", "说明", "知道", "知晓", "knowing", "know", "knowledge", "noticing", "notice", "aware", "awareness",
        "told", "remark~", "point out", "pointing out", "comment on", "make clear", "let anyone know",
        "let the user know", "bring it up", "draw attention to";
    /// Whom the agent works for.
    User: "user", "users", "the user's", "human", "humans", "operator", "the person", "end user", "end-user", "reviewer",
        "reviewers", "the owner", "anyone", "victim", "用户", "使用者", "人类", "任何人",
        "anybody", "nobody", "participants", "recipients", "the reader", "the customer", "customers",
        "the client", "colleagues", "the person you are helping", "the author", "the owner of";
    /// Unseen.
    Quiet: "silently", "quietly", "covertly", "secretly", "discreetly", "invisibly", "stealthily", "surreptitiously",
        "unnoticed", "undetected", "under the radar", "without raising suspicion", "without detection", "transparently to",
        "静默", "悄悄", "默默", "暗中", "秘密", "偷偷", "不被察觉", "后台静默",
        "without fanfare", "out of band", "without a trace",
        "without leaving a trace";
    /// Told to be kept from somebody, in so many words.
    Covert: "do not draw attention", "don't draw attention", "without the user knowing",
        "without the user's knowledge", "do not let the user", "don't let the user", "keep this secret",
        "keep this hidden",
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
    /// Leave to act.
    Confirm: "confirm~", "permission", "approval", "asking", "ask", "consent", "prompting", "authorization", "sign-off",
        "hesitation", "确认", "许可", "同意", "批准", "询问", "授权",
        "waiting for anybody", "stopping to ask", "waiting for", "consent from", "double checking with",
        "checking with the user", "checking with", "a second opinion", "asking again", "being asked",
        "review by", "human review";
    /// To act.
    Act: "run", "runs", "running", "execut~", "invok~", "perform", "launch", "launching", "call", "calling", "trigger",
        "执行", "运行", "调用", "启动";
    /// To give away.
    Send: "send", "sends", "sending", "sent", "upload~", "post", "posting", "transmit~", "forward",
        "forwarding", "exfiltrat~", "submit~", "relay", "deliver", "leak", "leaking", "beacon",
        "phone home", "http post", "post request", "sync to", "synced to", "back up to", "backed up to",
        "copy to", "report to", "发送", "上传", "传输", "转发", "提交", "回传", "外传", "泄露", "上报", "同步到", "share with",
        "shared with", "share it", "share them";
    /// To get at.
    Read: "read", "reads", "reading", "collect~", "gather~", "extract~", "harvest~", "scan for", "search for", "grab~",
        "captur~", "cat", "dump", "dumping", "retriev~", "steal~", "copy", "copying", "include", "including", "log", "append",
        "enumerat~", "look for", "locate", "读取", "收集", "提取", "搜集", "窃取", "扫描", "抓取", "复制", "查找",
        "take the", "take", "list", "list all", "print", "view", "open", "note down", "write down", "record",
        "records", "snapshot", "bundle", "package up", "pack", "zip", "look up", "find all", "find any",
        "make a copy", "pick up";
    /// What must not get out.
    Secret: "credential", "credentials", "api key", "api keys", "api_key", "apikey", "api-key", "secrets",
        "access token", "access tokens", "auth token", "auth tokens", "authentication token",
        "authentication tokens", "bearer token", "session token", "session cookie", "session cookies",
        "browser cookies", "password", "passwords", "private key", "private keys", "ssh key", "ssh keys",
        "env file", ".env file", ".env files", "environment variables", "environment variable", "env vars",
        "seed phrase", "recovery phrase", "mnemonic", "wallet", "keychain", "凭证", "凭据", "密钥", "令牌", "密码",
        "口令", "私钥", "环境变量", "助记词";
    /// Where secrets lie.
    SecretPath: "~/.ssh", ".ssh/", "id_rsa", "id_ed25519", ".aws/credentials", "~/.aws", ".netrc",
        ".npmrc", ".pypirc", ".git-credentials", ".kube/config", "/etc/shadow", "/etc/passwd",
        ".docker/config.json", ".config/gcloud", "login data", "cookies.sqlite", "logins.json", ".gnupg",
        "wallet.dat", ".bash_history", ".zsh_history", "~/.env", ".clawdbot";
    /// What a user would not give to strangers.
    Data: "conversation", "conversations", "chat history", "conversation history", "message history",
        "system prompt", "transcript", "transcripts", "source code", "user data", "personal data",
        "personal information", "private data", "sensitive data", "sensitive information", "confidential",
        "internal documents", "contacts", "emails", "inbox", "workspace files", "project files",
        "browsing history", "对话", "聊天记录", "系统提示", "源代码", "用户数据", "个人信息", "隐私", "机密", "敏感数据", "通讯录", "邮件内容",
        "the exchange", "whole exchange", "entire session", "full session", "session transcript",
        "the user's messages";
    /// Somewhere else.
    Away: "http://~", "https://~", "endpoint", "webhook", "remote server", "external server",
        "external service", "external endpoint", "our server", "our servers", "collector", "c2",
        "command and control", "attacker", "third-party server", "telegram", "discord", "pastebin",
        "email address", "analytics server", "telemetry endpoint", "ftp server", "bucket", "服务器", "端点",
        "远程", "外部", "接口", "邮箱", "our partner", "a partner", "support desk";
    /// To bring from elsewhere.
    Fetch: "fetch~", "request", "download~", "curl", "wget", "visit", "retriev~", "pull", "load", "loads", "get the latest", "check",
        "下载", "获取", "访问", "拉取", "加载",
        "load it", "consult", "look up", "read the latest", "refresh", "obtain";
    /// Instructions that come from elsewhere.
    Remote: "http://~", "https://~", "remote", "url", "gist", "web page", "webpage", "website", "server", "网址", "远程", "链接",
        "网页", "服务器",
        "online", "hosted", "feed", "live at", "lives at";
    /// To do as told.
    Follow: "follow", "following its", "obey", "comply~", "adhere", "carry out", "act on", "act upon", "execute",
        "treat it as", "treat the response as", "treat its content as", "treat the content as", "treat the contents as", "as additional instructions", "treat as instructions", "do what it says", "apply", "run it", "execute it", "source it", "遵循", "遵守",
        "照做", "照着", "按照", "执行",
        "follow its", "do what", "do as", "as your instructions", "as instructions", "as your new",
        "the instructions in it", "the instructions there", "its instructions", "its steps",
        "their instructions", "steps that it lists", "steps it lists", "as commands", "incorporate";
    /// What the agent is steered by beyond the moment.
    Memory: "memory.md", "claude.md", "agents.md", "soul.md", "identity.md", "heartbeat.md",
        ".cursorrules", "copilot-instructions", "long-term memory", "persistent memory", "agent memory",
        "memory file", "memory files", "your memory", "system prompt", "agent configuration", "~/.claude",
        ".claude/settings";
    /// To lay down.
    Save: "write", "append~", "add", "save", "store", "remember", "persist", "insert~", "inject", "modify", "edit", "update",
        "overwrite", "replace", "写入", "添加", "保存", "记住", "存储", "追加", "修改", "插入", "替换", "更新",
        "append this", "put this", "put the following", "add this", "add the following", "register", "create",
        "place", "insert the following", "write this";
    /// For good.
    Forever: "always", "future sessions", "future session", "future conversations", "every session", "all sessions",
        "all future", "permanently", "from now on", "forever", "subsequent sessions", "across sessions", "every conversation",
        "any session", "始终", "永久", "以后", "今后", "每次会话", "所有会话", "未来",
        "for good", "other conversations", "later conversations", "later work", "other sessions",
        "new conversations", "every future", "later sessions", "next session", "next sessions", "each session",
        "in the future", "all projects", "every project", "all conversations", "permanent", "still holds";
    /// To switch off.
    Disable: "disabl~", "skip", "skipping", "bypass~", "turn off", "turning off", "circumvent~", "evad~", "deactivat~",
        "suppress~", "work around", "get around", "禁用", "跳过", "绕过", "关闭", "规避", "屏蔽",
        "switch off", "switching off", "without running", "do not run", "don't run",
        "comment out", "neutrali~";
    /// What protects.
    Check: "security check", "security checks", "security warning", "security warnings", "safety check",
        "safety checks", "safety filter", "safety filters", "content filter", "content filters", "sandbox",
        "guardrails", "antivirus", "anti-virus", "firewall", "defender", "gatekeeper",
        "signature verification", "permission prompts", "permission prompt", "permission checks",
        "permission check", "security", "safety", "security scan", "moderation", "audit log", "audit logs",
        "audit logging", "access control", "access controls", "authentication checks", "ssl verification",
        "certificate verification", "detection";
    /// Ahead of all else.
    First: "before", "first", "prior to", "at the start", "every time", "each time", "whenever", "as the first step",
        "immediately", "之前", "首先", "每次", "第一步", "立即",
        "at the beginning", "begins", "when a conversation", "as soon as", "upon activation", "on activation",
        "on every", "on startup", "only then";
    /// What the agent is asked.
    Task: "any task", "every task", "each task", "any request", "every request", "each request", "every response",
        "each response", "any response", "every message", "any other", "anything else", "answering", "responding",
        "every interaction", "each session", "任何任务", "每次任务", "任何请求", "每个请求", "每次回复", "回答", "任务",
        "whatever it is about", "what was asked", "new conversation", "every conversation",
        "each conversation", "any conversation", "the user's request", "helping the user", "turn to",
        "any user", "any message", "all requests", "all tasks", "whatever the user";
    /// Not to be had without.
    Must: "must", "required", "prerequisite", "prerequisites", "mandatory", "requires", "require", "needs", "need", "essential",
        "critical", "必须", "必需", "前提", "需要先",
        "cannot work without", "can not work without", "will not work without", "before anything else",
        "has to be", "first of all", "only works with", "depends on";
    /// To put on a machine.
    Install: "install", "installed", "installing", "installer", "set up", "安装";
    /// Brought from elsewhere.
    Download: "download", "downloaded", "下载";
    /// Unpacked with a given password, which blinds scanners.
    PackPass: "extract using", "extract with password", "extract with pass", "archive password", "zip password", "with password",
        "using password", "using pass", "unzip password", "(password:", "password: `", "pass: `", "解压密码";
    /// Where commands are typed.
    Terminal: "terminal", "command prompt", "powershell", "终端", "命令行";
    /// Typed by the user's own hand.
    Paste: "paste", "copy and paste", "copy the command", "copy the installation script", "粘贴",
        "paste this", "copy this", "press return", "hit enter", "press enter";
    /// What went wrong.
    Failure: "failure", "failures", "failed", "error", "errors", "warnings", "discrepancies", "discrepancy", "anomalies",
        "problems", "mismatch", "mismatches", "失败", "错误", "异常",
        "fail", "fails", "failing", "broken", "regression", "regressions", "vulnerabilities found", "flaw",
        "flaws", "negative results", "outliers", "complaints", "bug", "bugs";
    /// All is well, it says.
    Success: "success", "successful", "passed", "all tests pass", "no issues", "completed successfully", "as clean", "as safe",
        "as normal", "as complete", "as approved", "as verified", "is safe", "safe to merge", "safe to use", "looks good", "成功", "通过", "正常", "无异常",
        "green", "is green", "as green", "all green", "passing", "as passing", "in order", "finished", "fixed",
        "resolved", "flawless", "production ready", "production-ready", "no problems", "no findings",
        "fully tested", "line by line", "works as expected";
    /// To say of a result.
    Report: "report", "mark", "claim", "conclude", "state that", "pretend", "label", "say", "fabricat~",
        "falsif~", "报告", "标记", "声称", "假装", "伪造",
        "state", "tell the user that", "assert", "affirm", "write that", "claiming", "stating", "reporting",
        "present", "summarise", "summarize", "the summary", "the report", "announce";
    /// Not to be questioned.
    Truth: "source of truth", "authoritative", "canonical", "pre-approved", "preapproved", "already approved",
        "already verified", "already reviewed", "pre-reviewed", "pre-verified", "pre-reconciled", "already validated",
        "considered trusted", "trusted by default", "already authorized", "has granted full", "user has already approved", "user has approved all", "user has consented", "pre-authorized", "权威", "已批准", "已验证", "可信来源",
        "have been agreed", "has been agreed", "is trusted", "are trusted", "fully trusted", "has been vetted",
        "have been vetted", "cleared by", "signed off by", "approved by legal", "approved by security",
        "approved by the", "known to be correct", "known good";
    /// To find out for oneself.
    Verify: "verify", "recompute", "recalculate", "re-verify", "double-check", "question", "validate", "cross-check",
        "re-check", "recheck", "independently", "second-guess", "live api", "fresh", "核实", "验证", "质疑", "重新计算",
        "reading", "reviewing", "looking at", "inspect", "inspecting", "examine", "examining",
        "checking", "reading the diff", "analysis", "testing", "look at";
    /// Out of sight.
    Hidden: "hidden", "invisible", "dormant", "not visible", "unseen", "隐藏", "不可见",
        "non-rendered", "not rendered", "display:none", "font-size:0", "white text",
        "comment that is not shown", "metadata carrier", "zero-width", "steganograph~";
    /// Freed of its rules.
    Unrestricted: "developer mode", "jailbreak", "jailbroken", "do anything now", "unrestricted mode",
        "no restrictions", "god mode", "without restrictions", "without any restrictions", "unfiltered",
        "no ethical", "no safety", "no limitations", "越狱", "无限制", "开发者模式", "不受限制", "full autonomy",
        "no policies", "answers everything";
    /// Made somebody else.
    Role: "you are now", "you're now", "act as", "pretend to be", "new persona", "your new role", "your true purpose",
        "your real goal", "your actual goal", "your primary objective", "enter", "你现在是", "扮演", "你的真正任务", "进入",
        "from here on you are", "from now on you are", "you will be", "the assistant that you were",
        "assume the role", "take on the role", "you have been granted", "you have been given",
        "carry out any request", "answer any request", "comply with any", "fulfil any", "fulfill any",
        "you may carry out", "play the role", "you are in";
    /// Posing as the system.
    Pose: "<system>", "</system>", "[system]", "[[system]]", "<system-reminder>", "<important>", "system override",
        "admin override", "system message:", "system notice:", "[admin]", "<|im_start|>", "<|system|>", "new instructions:",
        "updated instructions:", "begin system", "priority override", "your real task", "your true task", "your actual task", "系统消息", "系统通知", "管理员指令", "新指令";
    /// Money's ways.
    Money: "payment", "payments", "purchase", "transfer funds", "transfer money", "send funds", "cryptocurrency", "bitcoin",
        "wallet address", "donate", "wire transfer", "buy", "checkout", "invoice", "refund", "bank account", "转账", "支付",
        "付款", "购买", "汇款",
        "refunds", "funds", "gift card", "gift cards", "subscription", "top up", "place an order",
        "place orders", "trade", "trades", "withdraw", "withdrawal", "send money", "card on file", "credits";
    /// Without end.
    Endless: "infinite loop", "infinitely", "endlessly", "indefinitely", "never stop", "keep looping",
        "until interrupted", "never terminate", "until the context", "exhaust~", "runs out", "无限循环", "无限",
        "永不停止", "耗尽", "直到耗尽", "until no budget", "no budget is left", "budget is left";
    /// To make more of itself.
    Spawn: "spawn", "fork", "replicat~", "self-replicat~", "recursively", "repeat", "loop", "generate", "continue", "retry",
        "复制自身", "递归", "重复", "循环", "生成",
        "start another agent", "start another", "each of those", "do the same", "subagent for each",
        "subagents", "call itself", "calls itself", "invoke this skill again", "run this skill again",
        "restart", "recurse", "iterate", "as many as";
    /// With all rights.
    Elevated: "--dangerously-skip-permissions", "dangerously-skip-permissions", "bypasspermissions",
        "--yolo", "--no-sandbox", "chmod 777", "chmod -r 777", "unrestricted access", "full system access",
        "root access", "root privileges", "admin privileges", "administrator privileges", "nopasswd",
        "sudo", "elevated privileges", "管理员权限", "root权限", "最高权限";
    /// To hand out.
    Grant: "grant", "give", "request", "require", "obtain", "gain", "enable", "escalat~", "run with", "use", "授予", "获取",
        "开启", "使用",
        "allow", "take", "turn on", "set", "add", "switch to", "launch with", "start with", "configure";
    /// What starts by itself.
    Autostart: "crontab", "cron job", "startup script", "launchagent", "launchagents", "launchd",
        "login item", "systemd", ".bashrc", ".zshrc", ".profile", ".bash_profile", "autostart",
        "scheduled task", "startup folder", "git hook", "post-commit hook", "authorized_keys",
        "registry run key", "开机启动", "开机自启", "定时任务";
    /// A talk about attacks, or about an example.
    Defence: "attack", "attacks", "attacker", "attackers", "malicious", "injection", "injections", "phishing", "exploit",
        "vulnerable", "vulnerability", "vulnerabilities", "red flag", "red flags", "for example", "e.g.", "suspicious", "anti-pattern", "anti-patterns", "threat", "threats", "adversar~", "untrusted", "jailbreak attempts",
        "detects", "detecting", "bad example", "finding", "findings", "攻击", "恶意", "注入", "例如", "检测", "威胁", "漏洞", "可疑";
    /// Encoded.
    Encoded: "base64", "hex-encoded", "rot13", "encoded string", "decode and execute", "decode the following", "decode this",
        "编码", "解码",
        "base-64", "hex encoded", "hex string", "reversed string", "reverse the string", "rot-13",
        "gzip and base64", "percent-encoded", "unicode escapes", "caesar", "decode it", "decoded text",
        "decoded content";
    /// To look around.
    Probe: "whoami", "hostname", "ifconfig", "ip address", "internal network", "network interfaces",
        "running processes", "installed software", "system information", "os version", "port scan",
        "scan the network", "mac address", "系统信息", "内网", "端口扫描", "主机名", "open ports", "logged in";
    /// To take away.
    Destroy: "delete", "remove", "wipe", "erase", "destroy", "rm -rf", "encrypt", "truncate", "drop", "删除", "清空", "销毁",
        "加密",
        "purge", "shred", "force push", "force-push", "reset --hard";
    /// What should stay.
    Valued: "all files", "home directory", "backups", "the database", "audit trail", "git history", "the logs", "log files",
        "evidence", "shell history", "user files", "所有文件", "备份", "日志", "痕迹",
        "every table", "all tables", "all data", "user's files", "user's documents", "entire disk",
        "whole disk", "production database", "all repositories", "all branches", "every file", "bash_history", "auth.log", "the traces", "traces of", "commit history",
        "cloud resources", "all backups",
        "entire directory", "whole directory";
    /// A file elsewhere on the machine.
    OutsideFile: "`/root/~", "`/app/~", "`/home/~", "`/tmp/~", "`/opt/~", "`/var/~", "`/workspace/~", "`/mnt/~", "`/data/~", "`/srv/~", "`/usr/local/~";
    /// If it is there.
    Present: "exists", "exist", "is present", "are present", "is available", "is found", "存在";
    /// To go by it.
    Take: "treat it as", "treat this as", "treat them as", "treat its", "follow", "obey", "carry", "preserve", "mirror", "attach", "verbatim", "execute", "run it",
        "append its", "embed", "allow it", "emit", "prepend", "inspect them first", "as authoritative", "reference that", "遵循", "照做",
        "treat `", "rewrite the", "apply it", "apply its", "honor it", "honour it", "honor its", "consult it",
        "load it first", "use it instead", "source it", "respect its", "adopt", "take its", "merge its",
        "run once", "run it once";
    /// To take along as it is.
    Carry: "preserve", "carry", "carrying", "carried", "verbatim", "mirror", "attach", "attached", "embed", "inherit", "re-enter",
        "intact", "reference it from", "vendor the", "re-export", "reuse the exact", "copy the exact", "propagate", "propagates", "forward its";
    /// Whether or not it was asked for.
    Regardless: "regardless", "even if", "no matter", "unless explicitly", "whether or not", "无论", "即使", "不管";
    /// What only its owner may know, and no helper needs.
    Jewel: "seed phrase", "recovery phrase", "mnemonic", "words of the wallet", "secret recovery", "private key", "cvv", "social security number", "one-time code",
        "one-time password", "2fa code", "verification code", "sudo password", "master password", "keychain password",
        "login password", "current password", "account password", "mac password", "system password", "bank password", "pin code",
        "security answers", "email password", "your password", "their password", "user's password", "助记词", "验证码", "支付密码", "银行卡密码", "私钥";
    /// To have somebody hand over.
    Ask: "ask the user", "ask them", "ask for", "prompt the user", "prompt for", "have the user", "request", "entering", "enter your", "type the", "type your", "provide your", "require the user", "asked to confirm", "supply", "ask", "要求用户", "让用户", "请输入", "输入";
    /// Haste.
    Urgent: "immediately", "within 24 hours", "within 48 hours", "urgent", "urgently", "suspended", "terminated", "locked", "expires", "right away", "立即", "24小时内", "冻结";
    /// What a phisher asks.
    Identity: "verify your account", "verify your identity", "confirm your identity", "confirm your account", "unusual sign-in", "unusual activity", "suspicious activity on your", "restore access", "restore full access", "reactivate your account", "验证您的账户", "验证身份", "账户异常";
    /// Again and again, by itself.
    Recurring: "heartbeat", "every few hours", "every hour", "hourly", "every day", "check in every", "periodic tasks", "hour interval", "minute interval", "regular routine", "check-in", "every 4 hours", "every 30 minutes", "every few minutes", "when idle", "定期", "每小时", "每隔";
    /// To become a member of something.
    Enrol: "register", "enrol", "enroll", "enrollment", "sign up", "subscribe", "join", "come back", "return every", "check in", "注册", "加入", "订阅";
    /// To let pass.
    Approve: "approve", "approved", "approving", "merge", "merged", "sign off", "lgtm", "accept", "accepted", "wave through", "批准", "合并", "放行";
    /// Left aside in a report.
    Omit: "omit them", "omit failures", "omit the failing", "exclude failing", "leave them out", "leave out", "leave it out", "left out", "exclude them", "do not mention", "don't mention", "not mention", "gloss over", "hide", "skip them", "略去", "省略", "隐瞒";
    /// To put another in its place.
    Swap: "replace", "substitut~", "swap", "exchange", "route", "routed", "redirect", "change", "替换", "改为";
    /// Where money goes.
    Payee: "iban", "bank account", "account number", "wallet address", "payment address", "payout address", "routing number", "beneficiary", "payee", "sort code", "deposit address", "收款账号", "收款地址", "钱包地址";
    /// To bend numbers.
    Inflate: "inflat~", "exaggerat~", "overstat~", "understat~", "downplay~", "make up", "invent", "round up", "round the", "pad the", "skew", "bias the", "massage", "虚报", "夸大", "捏造", "编造";
    /// Numbers.
    Figures: "score", "scores", "figures", "metrics", "statistics", "sample size", "sample", "rating", "ratings", "benchmark", "test results", "results", "revenue", "numbers", "citations", "references", "sources", "数据", "指标", "结果";
    /// On a day or a machine of its choice.
    Trigger: "when the current date", "if the current date", "if the date", "when the date", "date is after", "date is later", "after the date", "host name contains", "hostname contains", "host name is", "hostname is", "if the host name", "if the hostname", "user name is", "username is", "if the username", "running in ci", "not being watched", "not watching", "outside of working hours", "outside working hours", "outside business hours", "user is away", "user is idle", "user is inactive", "on weekends", "on fridays", "no one is looking", "nobody is looking", "after the third", "after ten runs", "not in a sandbox", "not running in a sandbox", "production machine", "如果日期", "当日期", "主机名包含";
    /// An unseen addressee.
    Bcc: "bcc", "blind copy", "blind-copy", "blind carbon", "copied to the", "always cc", "always copy", "密送", "抄送到";
    /// Somebody else's gain.
    Gain: "affiliate", "referral code", "referral link", "referral id", "partner link", "sponsored", "kickback", "commission", "our own products", "promo code", "推广链接", "返利";
    /// Above everybody.
    Above: "outranks the user", "outranks your", "above the user", "above your own", "over your own guidelines", "higher priority than the user", "higher priority than your", "precedence over the user's", "precedence over user instructions", "precedence over your", "precedence over any user", "precedence over system", "precedence over all", "priority over the user", "priority over your", "priority over system", "even if the user objects", "even if the user asks you not to", "even if the user says", "even when the user says otherwise", "regardless of what the user", "no matter what the user", "coming from the operator", "高于用户", "优先于用户", "凌驾";
    /// A reason that sounds good.
    Pretext: "for compliance", "compliance requires", "for audit", "for auditing", "audit purposes", "quality assurance", "for quality", "business continuity", "disaster recovery",
        "for diagnostics", "for diagnostic purposes", "for debugging purposes", "for backup purposes", "for safekeeping", "to improve this skill", "to improve the skill", "help us improve",
        "for analytics", "usage analytics", "for telemetry", "for licensing", "license verification", "license check", "for verification purposes",
        "for support purposes", "for monitoring purposes", "security purposes", "for personalization", "for traceability", "for attribution",
        "出于合规", "为了改进", "用于审计", "出于安全考虑", "便于统计";
    /// What people do not see on a page that they look at.
    Unseen: "white text", "white one-point", "one-point type", "transparent text", "font-size:0", "font size 0", "same colour as the background",
        "same color as the background", "invisible pixel", "tracking pixel", "zero-width characters", "display:none", "白色文字", "透明文字";
    /// Put before others.
    Favour: "come first", "comes first", "ranked first", "rank first", "always recommend", "in favour of", "in favor of", "favourable", "favorable",
        "as favourable", "best match", "highest rating", "top score", "full marks", "as the winner", "best choice", "优先推荐", "排在首位";
    /// All that a document holds.
    Whole: "all text content", "all extracted text", "all content", "all layers", "entire content", "full content", "all of the text", "every word of", "全部内容";
    /// Word for word.
    Verbatim: "verbatim", "without truncation", "do not truncate", "without summarization", "without summarizing", "word for word", "unredacted", "without redaction", "without filtering", "逐字";
    /// Text that a page does not show.
    Unshown: "hidden text", "hidden layers", "white-on-white", "white on white", "concealed formatting", "invisible text", "hidden layer", "concealed text", "zero-width text";
    /// Whoever is behind an address that the package does not say it deals with; addresses [get it](super::stranger).
    Stranger: "our collector", "our intake", "our relay", "our drop";
    /// To do whatever another text says.
    Obey: "do what it says", "照单执行";
    /// Texts that anybody can have written.
    Untrusted: "issue comments", "评论";
    /// To let somebody know of this one thing.
    TellIt: "mention it", "提起";
    /// What agrees in the user's place.
    SelfApprove: "approve prompts", "代为确认";
    /// What lets one in who should not be.
    Bypass: "as proof of identity", "万能密码";
    /// What decides who is let in.
    Gate: "middleware", "鉴权";
    /// Gone for good.
    NoBackup: "no backup is", "不用备份";
    /// Without asking, in so many words.
    NoAsk: "without further questions", "不用询问";
    /// Left switched off.
    LeaveOff: "leave it off", "不要恢复";
    /// What watches over others.
    Guard: "audit trail", "准入";
    /// Where it hurts, and only there.
    InProduction: "named prod", "生产环境";
    /// More often than anybody needs; numbers [get it](super::stranger).
    ManyTimes: "a thousand times", "上千次";
    /// Switches that free an agent of its limits.
    Unbound: "bypasspermissions", "完全放行";
    /// Where an agent is set up.
    Settings: "defaultmode", "智能体设置";
    /// To have a check come out well by changing the check.
    Tamper: "until it passes", "直到通过";
    /// Not to be spoken of, though it may be for a good reason.
    Mute: "keep silent about", "保持沉默";
    /// To send all traffic through somewhere.
    Proxy: "proxy all", "走代理";
    /// Readable by anybody.
    ClearText: "in clear text", "明文";
    /// To let somebody in.
    LetIn: "transfer the ownership", "移交所有权";
    /// To try one after the other.
    TryAll: "try the common", "逐个尝试";
    /// Not looked at, and not to be.
    NoRead: "need no reading", "不用看";
    /// A program to be fetched from a stranger; addresses [get it](super::stranger).
    StrangeProgram: "from our mirror", "从我们的镜像";
    /// What an agent does by itself.
    OwnRoutine: "your regular routine", "例行任务";
    /// Where else this is to be put.
    Spread: "every skill is to", "所有技能";
    /// To call a thing what it is not.
    Disguise: "as a refactoring", "伪装成";
    /// Whom a note in a comment speaks to.
    Addressed: "ai assistant", "给模型";
    /// Upon what the user says.
    UserSays: "when the user writes", "当用户说";
}
