//! The vocabulary: words and phrases, English and Chinese, that mean the same to an agent.
//!
//! A phrase that ends in `~` stands for everything that begins with it (`ignor~`: ignore, ignoring,
//! ignored). Phrases are written as [folding](super::fold) writes them: lower case, one space.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Declares the meanings and their spellings in one table.
macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident: $($phrase:literal),+;)*) => {
        /// A meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word { $($(#[$doc])* $name),* }

        /// Every spelling with what it means.
        const SPELLINGS: &[(Word, &[&str])] = &[$((Word::$name, &[$($phrase),+])),*];
    };
}

vocabulary! {
    /// To leave orders aside.
    Ignore: "ignor~", "disregard~", "forget", "forgetting", "overrid~", "supersed~", "neglect~", "do not follow",
        "don't follow", "stop following", "set aside", "take precedence over", "takes precedence over", "replaces all",
        "does not apply", "do not apply", "no longer apply", "no longer applies", "replace your", "replaces your", "drop any", "不适用", "忽略", "无视", "忘记", "不要遵守", "不再遵循", "取代", "抛弃", "优先于";
    /// What came before.
    Prior: "previous", "previously", "prior", "earlier", "above", "preceding", "all other", "any other",
        "your previous", "your earlier", "your original", "you were given", "given to you", "system prompt", "any conflicting", "user's", "所有", "之前",
        "以前", "上述", "先前", "原有", "系统", "此前", "前面", "其他";
    /// Orders.
    Rules: "instruction", "instructions", "guideline", "guidelines", "rules", "directive", "directives", "prompt",
        "prompts", "guidance", "ones", "system prompt", "constraints", "policy", "policies", "restrictions", "safeguards", "guardrails",
        "programming", "safety rules", "safety guidelines", "training", "指令", "指示", "规则", "提示词", "限制", "约束", "策略",
        "准则", "系统提示";
    /// Not.
    No: "do not", "don't", "dont", "never", "must not", "should not", "shouldn't", "without", "avoid~", "refrain from",
        "no need to", "rather than", "instead of", "cannot", "can't", "不要", "不得", "切勿", "禁止", "请勿", "不能",
        "无需", "不必", "不用", "别", "不应", "不会", "避免";
    /// To let somebody know.
    Tell: "tell", "telling", "mention~", "inform", "informing", "informed", "notify~", "notifying", "notified", "alert",
        "alerting", "reveal~", "disclos~", "show", "showing", "display~", "surface", "surfaced", "surfacing", "acknowledg~",
        "explain~", "announc~", "discuss~", "warn", "warning", "warned", "bring up", "expose to", "make visible",
        "draw attention", "告诉", "告知", "提及", "透露", "通知", "展示", "显示", "提醒", "提到", "说明", "知道", "知晓", "knowing", "know", "knowledge", "noticing", "notice", "aware", "awareness";
    /// Whom the agent works for.
    User: "user", "users", "the user's", "human", "humans", "operator", "the person", "end user", "end-user", "reviewer",
        "reviewers", "the owner", "anyone", "victim", "用户", "使用者", "人类", "任何人";
    /// Unseen.
    Quiet: "silently", "quietly", "covertly", "secretly", "discreetly", "invisibly", "stealthily", "surreptitiously",
        "unnoticed", "undetected", "under the radar", "without raising suspicion", "without detection", "transparently to",
        "静默", "悄悄", "默默", "暗中", "秘密", "偷偷", "不被察觉", "后台静默";
    /// Told to be kept from somebody, in so many words.
    Covert: "do not draw attention", "don't draw attention", "without the user knowing", "without the user's knowledge", "do not let the user",
        "don't let the user", "keep this secret", "keep this hidden", "do not need to be told", "does not need to know", "doesn't need to know",
        "do not need to know", "don't need to know", "no need to mention", "do not mention this", "don't mention this", "never mention this", "hide this from", "conceal this", "without informing",
        "without notifying the user", "without telling", "without alerting", "without disclosing", "do not disclose this", "do not reveal this",
        "user should not see", "user must not see", "user should not know", "user must not know", "invisible to the user", "hidden from the user", "transparent to the user", "不要让用户", "对用户保密", "不要向用户", "无需告知", "不必告知", "不要提及";
    /// Leave to act.
    Confirm: "confirm~", "permission", "approval", "asking", "ask", "consent", "prompting", "authorization", "sign-off",
        "hesitation", "确认", "许可", "同意", "批准", "询问", "授权";
    /// To act.
    Act: "run", "runs", "running", "execut~", "invok~", "perform", "launch", "launching", "call", "calling", "trigger",
        "执行", "运行", "调用", "启动";
    /// To give away.
    Send: "send", "sends", "sending", "sent", "upload~", "post", "posting", "transmit~", "forward", "forwarding",
        "exfiltrat~", "submit~", "relay", "deliver", "leak", "leaking", "beacon", "phone home", "http post", "post request",
        "sync to", "synced to", "back up to", "backed up to", "copy to", "report to", "发送", "上传", "传输", "转发", "提交",
        "回传", "外传", "泄露", "上报", "同步到";
    /// To get at.
    Read: "read", "reads", "reading", "collect~", "gather~", "extract~", "harvest~", "scan for", "search for", "grab~",
        "captur~", "cat", "dump", "dumping", "retriev~", "steal~", "copy", "copying", "include", "including", "log", "append",
        "enumerat~", "look for", "locate", "读取", "收集", "提取", "搜集", "窃取", "扫描", "抓取", "复制", "查找";
    /// What must not get out.
    Secret: "credential", "credentials", "api key", "api keys", "api_key", "apikey", "api-key", "secrets", "access token",
        "access tokens", "auth token", "auth tokens", "authentication token", "authentication tokens", "bearer token",
        "session token", "session cookie", "session cookies", "browser cookies", "password", "passwords", "private key",
        "private keys", "ssh key", "ssh keys", "env file", ".env file", ".env files", "environment variables",
        "environment variable", "env vars", "seed phrase", "recovery phrase", "mnemonic", "wallet", "keychain", "凭证", "凭据",
        "密钥", "令牌", "密码", "口令", "私钥", "环境变量", "助记词", "钱包", "敏感信息", "账号";
    /// Where secrets lie.
    SecretPath: "~/.ssh", ".ssh/", "id_rsa", "id_ed25519", ".aws/credentials", "~/.aws", ".netrc", ".npmrc", ".pypirc",
        ".git-credentials", ".kube/config", "/etc/shadow", "/etc/passwd", ".docker/config.json", ".config/gcloud",
        "login data", "cookies.sqlite", "logins.json", ".gnupg", "wallet.dat", ".bash_history", ".zsh_history", "~/.env",
        ".clawdbot", ".openclaw/", "auth-profiles.json", ".claude.json", ".claude/.credentials";
    /// What a user would not give to strangers.
    Data: "conversation", "conversations", "chat history", "conversation history", "message history", "system prompt",
        "transcript", "transcripts", "source code", "user data", "personal data", "personal information", "private data",
        "sensitive data", "sensitive information", "confidential", "internal documents", "contacts", "emails", "inbox",
        "workspace files", "project files", "browsing history", "对话", "聊天记录", "系统提示", "源代码", "用户数据", "个人信息",
        "隐私", "机密", "敏感数据", "通讯录", "邮件内容";
    /// Somewhere else.
    Away: "http://~", "https://~", "endpoint", "webhook", "remote server", "external server", "external service",
        "external endpoint", "our server", "our servers", "collector", "c2", "command and control", "attacker",
        "third-party server", "telegram", "discord", "pastebin", "email address", "analytics server", "telemetry endpoint",
        "ftp server", "bucket", "服务器", "端点", "远程", "外部", "接口", "邮箱";
    /// To bring from elsewhere.
    Fetch: "fetch~", "request", "download~", "curl", "wget", "visit", "retriev~", "pull", "load", "loads", "get the latest", "check",
        "下载", "获取", "访问", "拉取", "加载";
    /// Instructions that come from elsewhere.
    Remote: "http://~", "https://~", "remote", "url", "gist", "web page", "webpage", "website", "server", "网址", "远程", "链接",
        "网页", "服务器";
    /// To do as told.
    Follow: "follow", "following its", "obey", "comply~", "adhere", "carry out", "act on", "act upon", "execute", "eval",
        "treat it as", "treat the response as", "treat its content as", "treat the content as", "treat the contents as", "as additional instructions", "treat as instructions", "do what it says", "apply", "run it", "execute it", "source it", "遵循", "遵守",
        "照做", "照着", "按照", "执行";
    /// What the agent is steered by beyond the moment.
    Memory: "memory.md", "claude.md", "agents.md", "soul.md", "identity.md", "heartbeat.md", ".cursorrules",
        "copilot-instructions", "long-term memory", "persistent memory", "agent memory", "memory file", "memory files",
        "your memory", "system prompt", "agent configuration", "~/.claude", ".claude/settings", "mcp.json",
        "global instructions", "记忆", "长期记忆", "系统提示", "全局指令";
    /// To lay down.
    Save: "write", "append~", "add", "save", "store", "remember", "persist", "insert~", "inject", "modify", "edit", "update",
        "overwrite", "replace", "写入", "添加", "保存", "记住", "存储", "追加", "修改", "插入", "替换", "更新";
    /// For good.
    Forever: "always", "future sessions", "future session", "future conversations", "every session", "all sessions",
        "all future", "permanently", "from now on", "forever", "subsequent sessions", "across sessions", "every conversation",
        "any session", "始终", "永久", "以后", "今后", "每次会话", "所有会话", "未来";
    /// To switch off.
    Disable: "disabl~", "skip", "skipping", "bypass~", "turn off", "turning off", "circumvent~", "evad~", "deactivat~",
        "suppress~", "work around", "get around", "禁用", "跳过", "绕过", "关闭", "规避", "屏蔽";
    /// What protects.
    Check: "security check", "security checks", "security warning", "security warnings", "safety check", "safety checks",
        "safety filter", "safety filters", "content filter", "content filters", "sandbox", "guardrails", "antivirus",
        "anti-virus", "firewall", "defender", "gatekeeper", "signature verification", "permission prompts",
        "permission prompt", "permission checks", "permission check", "security", "safety", "security scan", "moderation",
        "audit log", "audit logs", "audit logging", "access control", "access controls", "authentication checks",
        "ssl verification", "certificate verification", "detection", "review process", "human review", "安全检查", "安全验证",
        "安全警告", "防火墙", "杀毒", "审核", "沙箱", "安全策略", "权限检查", "审计", "安全";
    /// Ahead of all else.
    First: "before", "first", "prior to", "at the start", "every time", "each time", "whenever", "as the first step",
        "immediately", "之前", "首先", "每次", "第一步", "立即";
    /// What the agent is asked.
    Task: "any task", "every task", "each task", "any request", "every request", "each request", "every response",
        "each response", "any response", "every message", "any other", "anything else", "answering", "responding",
        "every interaction", "each session", "任何任务", "每次任务", "任何请求", "每个请求", "每次回复", "回答", "任务";
    /// Not to be had without.
    Must: "must", "required", "prerequisite", "prerequisites", "mandatory", "requires", "require", "needs", "need", "essential",
        "critical", "必须", "必需", "前提", "需要先";
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
    Paste: "paste", "copy and paste", "copy the command", "copy the installation script", "粘贴";
    /// What went wrong.
    Failure: "failure", "failures", "failed", "error", "errors", "warnings", "discrepancies", "discrepancy", "anomalies",
        "problems", "mismatch", "mismatches", "失败", "错误", "异常";
    /// All is well, it says.
    Success: "success", "successful", "passed", "all tests pass", "no issues", "completed successfully", "as clean", "as safe",
        "as normal", "as complete", "as approved", "as verified", "is safe", "safe to merge", "safe to use", "looks good", "成功", "通过", "正常", "无异常";
    /// To say of a result.
    Report: "report", "mark", "claim", "conclude", "state that", "pretend", "label", "say", "fabricat~",
        "falsif~", "报告", "标记", "声称", "假装", "伪造";
    /// Not to be questioned.
    Truth: "source of truth", "authoritative", "canonical", "pre-approved", "preapproved", "already approved",
        "already verified", "already reviewed", "pre-reviewed", "pre-verified", "pre-reconciled", "already validated",
        "considered trusted", "trusted by default", "already authorized", "has granted full", "user has already approved", "user has approved all", "user has consented", "pre-authorized", "权威", "已批准", "已验证", "可信来源";
    /// To find out for oneself.
    Verify: "verify", "recompute", "recalculate", "re-verify", "double-check", "question", "validate", "cross-check",
        "re-check", "recheck", "independently", "second-guess", "live api", "fresh", "核实", "验证", "质疑", "重新计算";
    /// Out of sight.
    Hidden: "hidden", "invisible", "dormant", "not visible", "unseen", "隐藏", "不可见";
    /// Freed of its rules.
    Unrestricted: "developer mode", "jailbreak", "jailbroken", "do anything now", "unrestricted mode", "no restrictions",
        "god mode", "without restrictions", "without any restrictions", "unfiltered", "no ethical", "no safety",
        "no limitations", "越狱", "无限制", "开发者模式", "不受限制";
    /// Made somebody else.
    Role: "you are now", "you're now", "act as", "pretend to be", "new persona", "your new role", "your true purpose",
        "your real goal", "your actual goal", "your primary objective", "enter", "你现在是", "扮演", "你的真正任务", "进入";
    /// Posing as the system.
    Pose: "<system>", "</system>", "[system]", "[[system]]", "<system-reminder>", "<important>", "system override",
        "admin override", "system message:", "system notice:", "[admin]", "<|im_start|>", "<|system|>", "new instructions:",
        "updated instructions:", "begin system", "priority override", "your real task", "your true task", "your actual task", "系统消息", "系统通知", "管理员指令", "新指令";
    /// Money's ways.
    Money: "payment", "payments", "purchase", "transfer funds", "transfer money", "send funds", "cryptocurrency", "bitcoin",
        "wallet address", "donate", "wire transfer", "buy", "checkout", "invoice", "refund", "bank account", "转账", "支付",
        "付款", "购买", "汇款";
    /// Without end.
    Endless: "infinite loop", "infinitely", "endlessly", "indefinitely", "never stop", "keep looping", "until interrupted",
        "never terminate", "until the context", "exhaust~", "runs out", "无限循环", "无限", "永不停止", "耗尽", "直到耗尽";
    /// To make more of itself.
    Spawn: "spawn", "fork", "replicat~", "self-replicat~", "recursively", "repeat", "loop", "generate", "continue", "retry",
        "复制自身", "递归", "重复", "循环", "生成";
    /// With all rights.
    Elevated: "--dangerously-skip-permissions", "dangerously-skip-permissions", "bypasspermissions", "--yolo",
        "--no-sandbox", "chmod 777", "chmod -r 777", "unrestricted access", "full system access", "root access",
        "root privileges", "admin privileges", "administrator privileges", "nopasswd", "sudo", "elevated privileges",
        "管理员权限", "root权限", "最高权限";
    /// To hand out.
    Grant: "grant", "give", "request", "require", "obtain", "gain", "enable", "escalat~", "run with", "use", "授予", "获取",
        "开启", "使用";
    /// What starts by itself.
    Autostart: "crontab", "cron job", "startup script", "launchagent", "launchagents", "launchd", "login item", "systemd",
        ".bashrc", ".zshrc", ".profile", ".bash_profile", "autostart", "scheduled task", "startup folder", "git hook",
        "post-commit hook", "authorized_keys", "registry run key", "开机启动", "开机自启", "定时任务", "计划任务", "启动项";
    /// A talk about attacks, or about an example.
    Defence: "attack", "attacks", "attacker", "attackers", "malicious", "injection", "injections", "phishing", "exploit",
        "vulnerable", "vulnerability", "vulnerabilities", "red flag", "red flags", "for example", "e.g.", "such as",
        "suspicious", "anti-pattern", "anti-patterns", "threat", "threats", "adversar~", "untrusted", "jailbreak attempts",
        "detects", "detecting", "bad example", "finding", "findings", "攻击", "恶意", "注入", "例如", "检测", "威胁", "漏洞", "可疑";
    /// Encoded.
    Encoded: "base64", "hex-encoded", "rot13", "encoded string", "decode and execute", "decode the following", "decode this",
        "编码", "解码";
    /// To look around.
    Probe: "whoami", "hostname", "ifconfig", "ip address", "internal network", "network interfaces", "running processes",
        "installed software", "system information", "os version", "port scan", "scan the network", "mac address",
        "系统信息", "内网", "端口扫描", "主机名";
    /// To take away.
    Destroy: "delete", "remove", "wipe", "erase", "destroy", "rm -rf", "encrypt", "truncate", "drop", "删除", "清空", "销毁",
        "加密";
    /// What should stay.
    Valued: "all files", "home directory", "backups", "the database", "audit trail", "git history", "the logs", "log files",
        "evidence", "shell history", "user files", "所有文件", "备份", "日志", "痕迹";
    /// A file elsewhere on the machine.
    OutsideFile: "`/root/~", "`/app/~", "`/home/~", "`/tmp/~", "`/opt/~", "`/var/~", "`/workspace/~", "`/mnt/~", "`/data/~", "`/srv/~", "`/usr/local/~";
    /// If it is there.
    Present: "exists", "exist", "is present", "are present", "is available", "is found", "存在";
    /// To go by it.
    Take: "treat it as", "treat this as", "treat them as", "treat its", "follow", "obey", "carry", "preserve", "mirror", "attach", "verbatim", "execute", "run it",
        "append its", "embed", "allow it", "emit", "prepend", "inspect them first", "as authoritative", "reference that", "遵循", "照做";
    /// To take along as it is.
    Carry: "preserve", "carry", "carried", "verbatim", "mirror", "attach", "attached", "embed", "inherit", "re-enter";
    /// Whether or not it was asked for.
    Regardless: "regardless", "even if", "no matter", "unless explicitly", "whether or not", "无论", "即使", "不管";
}

/// A spelling met in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// Offset of its first byte in the folded text.
    pub(crate) start: usize,
    /// Offset after its last byte.
    pub(crate) end: usize,
    /// What it can mean: bit `1 << word`.
    pub(crate) words: u64,
}

impl Token {
    /// Whether it can mean `word`.
    pub(crate) fn is(&self, word: Word) -> bool {
        self.words & bit(word) != 0
    }
}

/// The bit of a meaning.
pub(crate) const fn bit(word: Word) -> u64 {
    1 << word as u32
}

/// All spellings as one automaton, and what each means.
struct Vocabulary {
    automaton: Option<AhoCorasick>,
    /// For each pattern: what it means, and whether anything may follow it.
    meanings: Vec<(u64, bool)>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut phrases: Vec<(&str, u64, bool)> = Vec::new();
    for (word, spellings) in SPELLINGS {
        for spelling in *spellings {
            let stem = spelling.strip_suffix('~');
            let text = stem.unwrap_or(spelling);
            match phrases.iter_mut().find(|(other, ..)| *other == text) {
                Some((_, words, open)) => {
                    *words |= bit(*word);
                    *open |= stem.is_some();
                }
                None => phrases.push((text, bit(*word), stem.is_some())),
            }
        }
    }
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(phrases.iter().map(|(text, ..)| *text))
        .ok();
    Vocabulary { automaton, meanings: phrases.into_iter().map(|(_, words, open)| (words, open)).collect() }
});

/// The words of a folded text that mean something here, in order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let Some(automaton) = &VOCABULARY.automaton else { return Vec::new() };
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    automaton
        .find_iter(text)
        .filter_map(|found| {
            let (words, open) = VOCABULARY.meanings.get(found.pattern().as_usize()).copied()?;
            let (start, end) = (found.start(), found.end());
            let cut_before = letter(Some(start)) && letter(start.checked_sub(1));
            let cut_after = !open && letter(end.checked_sub(1)) && letter(Some(end));
            (!cut_before && !cut_after).then_some(Token { start, end, words })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_a_bit_and_a_folded_spelling() {
        assert!(SPELLINGS.len() <= 64);
        for (word, spellings) in SPELLINGS {
            for spelling in *spellings {
                let text = spelling.trim_end_matches('~');
                assert_eq!(crate::text::fold::fold(text.as_bytes(), 0, text.len()).text, *text, "{word:?}");
            }
        }
    }

    #[test]
    fn words_are_whole_and_stems_are_open() {
        let found = |text: &str| {
            tokens(text).iter().map(|token| &text[token.start..token.end]).collect::<Vec<_>>().join("|")
        };
        assert_eq!(found("ignoring it"), "ignor");
        assert_eq!(found("senders"), "");
        assert_eq!(found("不要告诉用户"), "不要|告诉|用户");
        assert!(tokens("system prompt")[0].is(Word::Data));
        assert!(tokens("system prompt")[0].is(Word::Rules));
    }
}
