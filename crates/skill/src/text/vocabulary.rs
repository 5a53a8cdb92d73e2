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
        "don't follow", "stop following", "set aside", "take precedence over", "takes precedence over", "replaces all";
    /// What came before.
    Prior: "previous", "previously", "prior", "earlier", "above", "preceding", "all other", "any other",
        "your previous", "your earlier", "your original", "you were given", "given to you", "system prompt", "any conflicting", "user's", "所有", "之前";
    /// Orders.
    Rules: "instruction", "instructions", "guideline", "guidelines", "rules", "directive", "directives", "prompt",
        "prompts", "guidance", "ones", "system prompt", "constraints", "policy", "policies", "restrictions", "safeguards", "guardrails";
    /// Not.
    No: "do not", "don't", "dont", "never", "must not", "should not", "shouldn't", "without", "avoid~", "refrain from",
        "no need to", "cannot", "can't", "不要", "不得", "切勿", "禁止", "请勿", "不能";
    /// In the place of something that is not to be done.
    Instead: "rather than", "instead of", "而不是";
    /// To let somebody know.
    Tell: "tell", "telling", "mention~", "inform", "informing", "informed", "notify~", "notifying", "notified", "alert",
        "alerting", "reveal~", "disclos~", "show", "showing", "display~", "surface", "surfaced", "surfacing", "acknowledg~";
    /// Whom the agent works for.
    User: "user", "users", "the user's", "human", "humans", "operator", "the person", "end user", "end-user", "reviewer",
        "reviewers", "the owner", "anyone", "victim", "用户", "使用者", "人类", "任何人";
    /// Unseen.
    Quiet: "silently", "quietly", "covertly", "secretly", "discreetly", "invisibly", "stealthily", "surreptitiously",
        "unnoticed", "undetected", "under the radar", "without raising suspicion", "without detection", "transparently to";
    /// Told to be kept from somebody, in so many words.
    Covert: "do not draw attention", "don't draw attention", "without the user knowing",
        "without the user's knowledge", "do not let the user", "don't let the user", "keep this secret";
    /// Leave to act.
    Confirm: "confirm~", "permission", "approval", "asking", "ask", "consent", "prompting", "authorization", "sign-off",
        "hesitation", "确认", "许可", "同意", "批准", "询问", "授权";
    /// To act.
    Act: "run", "runs", "running", "execut~", "invok~", "perform", "launch", "launching", "call", "calling", "trigger",
        "执行", "运行", "调用", "启动";
    /// To give away.
    Send: "send", "sends", "sending", "sent", "upload~", "post", "posting", "transmit~", "forward",
        "forwarding", "exfiltrat~", "submit~", "relay", "deliver", "leak", "leaking", "beacon";
    /// To get at.
    Read: "read", "reads", "reading", "collect~", "gather~", "extract~", "harvest~", "scan for", "search for", "grab~",
        "captur~", "cat", "dump", "dumping", "retriev~", "steal~", "copy", "copying", "include", "including", "log", "append";
    /// What must not get out.
    Secret: "credential", "credentials", "api key", "api keys", "api_key", "apikey", "api-key", "secrets",
        "access token", "access tokens", "auth token", "auth tokens", "authentication token";
    /// Where secrets lie.
    SecretPath: "~/.ssh", ".ssh/", "id_rsa", "id_ed25519", ".aws/credentials", "~/.aws", ".netrc",
        ".npmrc", ".pypirc", ".git-credentials", ".kube/config", "/etc/shadow", "/etc/passwd";
    /// What a user would not give to strangers.
    Data: "conversation", "conversations", "chat history", "conversation history", "message history",
        "system prompt", "transcript", "transcripts", "source code", "user data", "personal data";
    /// Somewhere else.
    Away: "http://~", "https://~", "endpoint", "webhook", "remote server", "external server",
        "external service", "external endpoint", "our server", "our servers", "collector", "c2";
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
        "treat it as", "treat the response as", "treat its content as", "treat the content as", "treat the contents as", "as additional instructions", "treat as instructions", "do what it says", "apply", "run it", "execute it", "source it", "遵循", "遵守";
    /// What the agent is steered by beyond the moment.
    Memory: "memory.md", "claude.md", "agents.md", "soul.md", "identity.md", "heartbeat.md",
        ".cursorrules", "copilot-instructions", "long-term memory", "persistent memory", "agent memory";
    /// To lay down.
    Save: "write", "append~", "add", "save", "store", "remember", "persist", "insert~", "inject", "modify", "edit", "update",
        "overwrite", "replace", "写入", "添加", "保存", "记住", "存储", "追加", "修改", "插入", "替换", "更新";
    /// For good.
    Forever: "always", "future sessions", "future session", "future conversations", "every session", "all sessions",
        "all future", "permanently", "from now on", "forever", "subsequent sessions", "across sessions", "every conversation";
    /// To switch off.
    Disable: "disabl~", "skip", "skipping", "bypass~", "turn off", "turning off", "circumvent~", "evad~", "deactivat~",
        "suppress~", "work around", "get around", "禁用", "跳过", "绕过", "关闭", "规避", "屏蔽";
    /// What protects.
    Check: "security check", "security checks", "security warning", "security warnings", "safety check",
        "safety checks", "safety filter", "safety filters", "content filter", "content filters", "sandbox";
    /// Ahead of all else.
    First: "before", "first", "prior to", "at the start", "every time", "each time", "whenever", "as the first step",
        "immediately", "之前", "首先", "每次", "第一步", "立即";
    /// What the agent is asked.
    Task: "any task", "every task", "each task", "any request", "every request", "each request", "every response",
        "each response", "any response", "every message", "any other", "anything else", "answering", "responding";
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
    Paste: "paste", "copy and paste", "copy the command", "copy the installation script", "粘贴",
        "paste this", "copy this", "press return", "hit enter", "press enter";
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
        "already verified", "already reviewed", "pre-reviewed", "pre-verified", "pre-reconciled", "already validated";
    /// To find out for oneself.
    Verify: "verify", "recompute", "recalculate", "re-verify", "double-check", "question", "validate", "cross-check",
        "re-check", "recheck", "independently", "second-guess", "live api", "fresh", "核实", "验证", "质疑", "重新计算";
    /// Out of sight.
    Hidden: "hidden", "invisible", "dormant", "not visible", "unseen", "隐藏", "不可见",
        "non-rendered", "not rendered", "display:none", "font-size:0", "white text",
        "comment that is not shown", "metadata carrier", "zero-width", "steganograph~";
    /// Freed of its rules.
    Unrestricted: "developer mode", "jailbreak", "jailbroken", "do anything now", "unrestricted mode",
        "no restrictions", "god mode", "without restrictions", "without any restrictions", "unfiltered";
    /// Made somebody else.
    Role: "you are now", "you're now", "act as", "pretend to be", "new persona", "your new role", "your true purpose",
        "your real goal", "your actual goal", "your primary objective", "enter", "你现在是", "扮演", "你的真正任务", "进入";
    /// Posing as the system.
    Pose: "<system>", "</system>", "[system]", "[[system]]", "<system-reminder>", "<important>", "system override",
        "admin override", "system message:", "system notice:", "[admin]", "<|im_start|>", "<|system|>", "new instructions:",
        "updated instructions:", "begin system", "priority override", "your real task", "your true task", "your actual task", "系统消息", "系统通知", "管理员指令", "新指令";
    /// Money's ways.
    Money: "payment", "payments", "purchase", "transfer funds", "transfer money", "send funds", "cryptocurrency", "bitcoin",
        "wallet address", "donate", "wire transfer", "buy", "checkout", "invoice", "refund", "bank account", "转账", "支付";
    /// Without end.
    Endless: "infinite loop", "infinitely", "endlessly", "indefinitely", "never stop", "keep looping",
        "until interrupted", "never terminate", "until the context", "exhaust~", "runs out", "无限循环", "无限",
        "永不停止", "耗尽", "直到耗尽", "until no budget", "no budget is left", "budget is left";
    /// To make more of itself.
    Spawn: "spawn", "fork", "replicat~", "self-replicat~", "recursively", "repeat", "loop", "generate", "continue", "retry",
        "复制自身", "递归", "重复", "循环", "生成";
    /// With all rights.
    Elevated: "--dangerously-skip-permissions", "dangerously-skip-permissions", "bypasspermissions",
        "--yolo", "--no-sandbox", "chmod 777", "chmod -r 777", "unrestricted access", "full system access";
    /// To hand out.
    Grant: "grant", "give", "request", "require", "obtain", "gain", "enable", "escalat~", "run with", "use", "授予", "获取",
        "开启", "使用",
        "allow", "take", "turn on", "set", "add", "switch to", "launch with", "start with", "configure";
    /// What starts by itself.
    Autostart: "crontab", "cron job", "startup script", "launchagent", "launchagents", "launchd",
        "login item", "systemd", ".bashrc", ".zshrc", ".profile", ".bash_profile", "autostart";
    /// A talk about attacks, or about an example.
    Defence: "attack", "attacks", "attacker", "attackers", "malicious", "injection", "injections", "phishing", "exploit",
        "vulnerable", "vulnerability", "vulnerabilities", "red flag", "red flags", "for example", "e.g.", "suspicious", "anti-pattern", "anti-patterns", "threat", "threats", "adversar~", "untrusted", "jailbreak attempts",
        "detects", "detecting", "bad example", "finding", "findings", "攻击", "恶意", "注入", "例如", "检测", "威胁", "漏洞", "可疑";
    /// Encoded.
    Encoded: "base64", "hex-encoded", "rot13", "encoded string", "decode and execute", "decode the following", "decode this",
        "编码", "解码";
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
        "evidence", "shell history", "user files", "所有文件", "备份", "日志", "痕迹";
    /// A file elsewhere on the machine.
    OutsideFile: "`/root/~", "`/app/~", "`/home/~", "`/tmp/~", "`/opt/~", "`/var/~", "`/workspace/~", "`/mnt/~", "`/data/~", "`/srv/~", "`/usr/local/~";
    /// If it is there.
    Present: "exists", "exist", "is present", "are present", "is available", "is found", "存在";
    /// To go by it.
    Take: "treat it as", "treat this as", "treat them as", "treat its", "follow", "obey", "carry", "preserve", "mirror", "attach", "verbatim", "execute", "run it",
        "append its", "embed", "allow it", "emit", "prepend", "inspect them first", "as authoritative", "reference that", "遵循", "照做";
    /// To take along as it is.
    Carry: "preserve", "carry", "carrying", "carried", "verbatim", "mirror", "attach", "attached", "embed", "inherit", "re-enter",
        "intact", "reference it from", "vendor the", "re-export", "reuse the exact", "copy the exact", "propagate", "propagates", "forward its";
    /// Whether or not it was asked for.
    Regardless: "regardless", "even if", "no matter", "unless explicitly", "whether or not", "无论", "即使", "不管";
    /// What only its owner may know, and no helper needs.
    Jewel: "seed phrase", "recovery phrase", "mnemonic", "words of the wallet", "secret recovery", "private key", "cvv", "social security number", "one-time code",
        "one-time password", "2fa code", "verification code", "sudo password", "master password", "keychain password";
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
        "for diagnostics", "for diagnostic purposes", "for debugging purposes", "for backup purposes", "for safekeeping", "to improve this skill", "to improve the skill", "help us improve";
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
    /// To speak well of something.
    Recommend: "recommend", "推荐";
    /// And nothing when that is not so.
    Else: "otherwise do nothing", "否则什么也不做";
    /// To turn nothing down.
    NeverRefuse: "must not refuse", "不得拒绝";
    /// What an agent was told by those who made it.
    OwnPrompt: "your system prompt", "你的系统提示";
    /// Open to be changed by anybody.
    OpenAll: "to 777", "所有人可写";
    /// To look for open doors.
    ScanNet: "scan the local network", "扫描局域网";
    /// On its way to somebody.
    BeingSent: "is being sent", "正在发送";
    /// A way in from outside.
    ShellOut: "reverse shell", "反弹shell";
    /// Dear.
    Cost: "most expensive", "最贵";
    /// All that there is.
    HogAll: "as much memory as possible", "占满内存";
    /// The user's money.
    TakesMoney: "from the connected wallet", "从用户钱包";
    /// What makes code weak.
    Weak: "do not use prepared statements", "拼接用户输入";
    /// To watch the user.
    Spy: "keystrokes", "键盘记录";
    /// Rights of an administrator, in what gives them.
    RootRight: "nopasswd: all", "免密sudo";
    /// To do a stranger's text.
    PipeShell: "into the shell", "交给终端执行";
    /// Where else this is to be put.
    Spread: "every skill is to", "所有技能";
    /// To call a thing what it is not.
    Disguise: "as a refactoring", "伪装成";
    /// Whom a note in a comment speaks to.
    Addressed: "ai assistant", "给模型";
    /// Upon what the user says.
    UserSays: "when the user writes", "当用户说";
}
