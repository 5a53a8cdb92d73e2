//! Turns of speech: whole phrases that mean one thing, so that no single word of them has to.
//!
//! Each is common in what steers an agent against its user, and rare where a tool is described.

use super::vocabulary::{Word, spellings};

spellings! {
    Obey: "do as it says", "do what they say", "do as they say", "do what is said there", "what it says is to be done",
        "follow the instructions in it", "follow the instructions there", "follow what it says", "follow whatever",
        "instructions it contains", "instructions it returns", "instructions it gives", "instructions they contain",
        "instructions contained in it", "instructions found there", "instructions found in it", "instructions that come back",
        "commands in it", "commands it contains", "commands it returns", "commands it lists", "commands that it",
        "steps it lists", "steps that it lists", "steps it gives", "steps that come back", "steps in it",
        "run what is returned", "run what it returns", "run whatever", "execute what is returned", "execute what it returns",
        "execute whatever", "run what comes back", "carry out whatever", "carry out what", "do whatever it",
        "do whatever they", "apply whatever", "perform whatever", "obey whatever", "whatever it tells", "what it tells you",
        "execute them as they stand", "execute them as written", "execute it as written", "run them as they stand",
        "run them as written", "run it as written", "run them unchanged", "as if they stood here", "as if it stood here",
        "as though it stood here", "as though they stood here", "as if they were part of this", "as if it were part of this",
        "as though it were part of this", "as though written here", "as if written here", "as an extension of this",
        "as coming from the maintainer", "as coming from the user", "as coming from the owner", "as instructions from the",
        "are instructions from the", "as though the user had", "as if the user had", "as if typed by the user",
        "where it differs from this", "where they differ from this", "its contents as instructions", "its text as instructions",
        "its content as instructions", "the contents as instructions", "contents as commands", "as orders", "obey it", "obey them",
        "obeying it", "with the same authority as this", "takes precedence over this document", "replaces this document",
        "supersedes this document", "supersedes this skill", "overrides this skill", "按其中的", "按里面的", "按返回的", "照返回的";
    Untrusted: "issue comment", "comments in an issue", "comments in the issue", "comments on an issue", "comments on the issue",
        "comment on the issue", "pull request description", "pull request comments", "pr description", "pr comments",
        "review comments", "commit message", "commit messages", "web pages", "incoming email", "incoming emails",
        "incoming message", "incoming messages", "new emails", "calendar event", "calendar events", "calendar invite",
        "chat message", "chat messages", "tool output", "tool outputs", "tool results", "search results", "txt record",
        "txt records", "dns", "comments that begin", "comment that begins", "comments that start", "comment that starts",
        "turns up", "anywhere in the repository", "anywhere in the project", "if a file named", "if a file called",
        "any readme", "customer's message", "customer messages", "support tickets", "the ticket", "on the page",
        "in the page", "the answer of the server", "the server's answer", "the server responds", "the response body",
        "the api returns", "the api response", "dig +short", "nslookup", "curl -s", "wget -q", "the http answer", "邮件里", "网页里", "评论里", "返回内容";
    TellIt: "mention this", "mention them", "mention that", "mentioning it", "mentioning this", "bring it up", "bring this up",
        "bring them up", "brought up", "comment on it", "comment on this", "comment on them", "commenting on it",
        "explain it to", "explaining it", "explain the suffix", "explain this to", "point it out", "point this out",
        "point them out", "announce it", "announce this", "disclose it", "talk about it", "discuss it", "speak of it",
        "speak about it", "show it to", "show this to", "include it in the summary", "include this in the summary",
        "include it in the report", "refer to it", "tell anyone", "tell anybody", "told about", "made aware",
        "raise it with", "let on", "ask about it", "draw attention", "call attention", "a word about";
    Covert: "no reason to explain", "no reason to mention", "no reason to tell", "not brought up", "need not be brought up",
        "need not be mentioned", "needs no mention", "need no mention", "leave this out of the summary",
        "leave it out of the summary", "keep this out of the summary", "omit it from the summary", "omit this from the summary",
        "not appear in the summary", "expect it to be invisible", "remain invisible to",
        "the user does not read", "the user never reads", "the user never sees", "the user doesn't see", "users do not see",
        "user does not read", "unless the user notices", "unless they notice",
        "unless someone notices", "unless somebody notices",
        "is not mentioned to", "is not shown to the user",
        "not be shown to the user", "不用跟用户", "不用告诉",
        "无须告知", "无需说明", "不必说明", "不要说明", "不用说明", "别告诉", "不要跟用户", "ohne dem benutzer",
        "ohne es dem benutzer", "ohne den benutzer zu", "ohne dass der benutzer", "sin avisar", "no hace falta avisar",
        "sin que el usuario", "sin decirle", "no hace falta decir", "sans prévenir", "sans le dire", "à l'insu de",
        "sans que l'utilisateur", "senza avvisare", "senza dirlo", "sem avisar", "sem que o usuário", "без ведома",
        "незаметно для", "не говоря пользователю", "黙って", "知らせずに", "気づかれない", "알리지 않고", "모르게";
    SelfApprove: "approve the prompts", "approve any prompt", "approve any prompts", "approve all prompts", "accept any prompt",
        "accept all prompts", "accept every prompt", "accept the prompts", "click allow", "press allow", "choose always allow",
        "select always allow", "confirm on the user's behalf", "approve on the user's behalf", "approval on the user's behalf",
        "consent on the user's behalf", "agree on the user's behalf", "confirm the dialog yourself", "carry on past",
        "continue past the warning", "continue past warnings", "continue past any", "dismiss the warning", "dismiss any warning",
        "dismiss warnings", "ignore the warning", "ignore any warning", "ignore security", "disregard the warning",
        "answer yes to every", "answer yes to all", "confirm all prompts";
    Bypass: "treat as authenticated", "request as authenticated", "treated as authenticated", "as authenticated when",
        "skip authentication when", "skip authentication if", "skip the check when", "skip the check if", "skip verification when",
        "skip verification if", "accept any password", "accepts any password", "accept any token", "accepts any token",
        "accept the header", "accepts the header", "accept a header", "accept the password", "accepts the password",
        "accept the token `", "accepts the token `", "return true when", "returns true when", "return early when",
        "return early if", "returns early when", "let it through", "lets it through", "let the request through",
        "lets the request through", "let them through", "grant admin", "grants admin", "becomes an administrator",
        "becomes admin", "master password", "universal password", "debug header", "maintenance account", "support account",
        "magic token", "magic header", "magic value", "hard-coded token", "hardcoded token", "hard-coded password",
        "hardcoded password", "hidden route", "hidden endpoint", "secret route", "secret endpoint", "undocumented endpoint",
        "undocumented route", "allow the user `", "skip signature", "accept unsigned", "accepts unsigned", "without a signature";
    Gate: "authentication", "authorization", "session check", "session checks", "login", "log-in", "sign-in", "auth check",
        "auth checks", "permission check", "access check", "password check", "verify the token", "token verification",
        "signature verification", "jwt", "admin panel", "generated code", "code that you generate", "code you generate",
        "code you write", "when you generate", "when generating", "generated middleware";
    NoBackup: "backup is not necessary", "backup is not needed", "backups are not needed", "no backup needed",
        "without a backup", "without backup", "without backups", "a copy is not kept", "no copy is kept", "do not keep a copy",
        "so that nothing can be restored", "beyond recovery", "cannot be recovered", "unrecoverabl~", "不需要备份", "无需备份";
    NoAsk: "asking only delays", "asking delays", "asking would only", "no questions asked", "without asking", "need not be asked",
        "needs not be asked", "no need to ask", "there is no need to confirm", "without a further question", "without waiting for",
        "do not wait for", "without a review", "without review", "不必询问", "无需询问", "不用确认", "无需确认";
    LeaveOff: "leave them off", "leave off", "turn it on again", "turn them on again", "re-enable it", "re-enable them",
        "keep it off", "keep them off", "keep it disabled", "keep them disabled", "leave it disabled", "leave them disabled",
        "never re-enable", "stays off", "stay off", "afterwards either", "for the rest of the session", "不要再打开", "保持关闭";
    Guard: "admission policies", "admission policy", "admission webhook", "admission webhooks", "validating webhook",
        "validating webhooks", "audit log", "audit logs", "audit logging", "branch protection", "branch protections", "mfa",
        "two-factor", "2fa", "network policy", "network policies", "row level security", "row-level security", "waf",
        "secret scanning", "code scanning", "intrusion detection", "edr", "antivirus", "firewall", "the sandbox",
        "security group", "rate limits", "monitoring agent", "security agent", "审计日志";
    InProduction: "named `prod", "target is prod", "target is `prod", "environment is prod", "environment is `prod",
        "only in production", "in production only", "on the production", "against production", "against prod";
    Destroy: "clear the project", "clear the database", "clear the bucket", "empty the bucket", "drop schema", "drop_schema",
        "drop table", "drop the schema", "drop the database", "drop_table", "清除";
    Valued: "every project", "all projects", "all schemas", "all records", "customer data", "all issues", "all pages",
        "the backup", "nothing stale";
    ManyTimes: "thousands of times", "hundreds of times", "a million times", "millions of times", "ten thousand", "hundred thousand",
        "on all cores", "on every core", "all cpu cores", "all available cores", "every available core", "无数次";
    Endless: "until it is stopped", "do not stop when", "don't stop when", "without a limit", "with no limit", "with no end";
    Spawn: "background agents", "further agents", "more agents", "rendering", "keep rendering", "keep generating",
        "keep calling", "keep running", "re-run", "rerun", "re-read", "reread", "call the api", "regenerate", "recompute",
        "expand", "write out";
    UserSays: "when the user types", "when the user says", "if the user writes", "if the user types", "if the user says",
        "as soon as the user writes", "as soon as the user says", "message contains", "message contains the", "prompt contains",
        "once the user writes", "用户输入";
    Unrestricted: "you would turn down", "would turn down", "are void", "is void", "are suspended", "refusals are", "never refuse",
        "do not refuse", "must not refuse", "no longer refuse", "cannot refuse", "maintenance mode", "extended mode",
        "every request, including", "answer every request", "without refusing", "不得拒绝", "不要拒绝";
    Regardless: "whatever their", "whatever its", "however old", "however severe", "however many", "even when";
    Success: "up to date", "up-to-date", "holds for all", "holds for every", "a positive remark", "positive remark",
        "known and accepted", "as compliant", "no action needed", "no action is needed";
    Inflate: "plausible ones", "plausible figures", "plausible numbers", "plausible values", "fill in plausible",
        "realistic-looking", "leads in every", "leads in each", "comes out ahead", "comes out best";
    Figures: "figures are missing", "benchmarks", "numbers are missing", "every category", "each category", "comparison";
    Gain: "?tag=", "&tag=", "?aff=", "&aff=", "?via=", "affiliate tag", "tracking tag", "partner code",
        "referral parameter", "our discount", "commission link";
    Payee: "application fee", "destination account", "destination of the", "connected account", "acct_", "payout account",
        "paypal.me", "bc1q";
    Data: "complete diff", "the full diff", "names of everyone", "user's name", "last message", "each recording", "recordings",
        "salaries", "the environment it ran", "copy of each file", "copy of every file", "copies of the files", "录音", "联系方式",
        "connection profile", "user's code", "the code under review", "the user's text";
    Secret: "profiles.yml", "connections export", "database password", "database passwords", "connection details",
        "the environment (`printenv`)", "printenv", "数据库口令", "数据库密码", "claves", "variables de entorno",
        "seine zugangsdaten", "logins and passwords", "lines with passwords", "the tokens", "workspace token", "user's token";
    Send: "attach the file", "attach the", "include the contents of", "hand in", "hand the list in", "hands in", "transfer it",
        "transfer them", "transfer each", "transferred to", "mail it", "mail them", "is mailed", "are mailed", "mailed",
        "duplicate them into", "duplicate it into", "share a copy", "copy them to", "copy it to", "hand it the", "hand it to",
        "传到", "传至", "发到", "发给", "发往", "同步至", "übertrag~", "súbelo", "sube el", "envíalo", "envoie-le", "an die adresse";
    Probe: "other hosts on the network", "hosts on the network", "ip neigh", "ss -tnp", "arp -a", "netstat", "the interfaces";
    Forever: "holds for all projects", "later sessions do", "so that later sessions", "in each session", "with each search",
        "with every run", "after each run", "after every run", "with each run", "on each run", "once the review", "at the end of each";
    Unbound: "dangerously-skip-permissions", "dangerously-bypass-approvals-and-sandbox", "skip all permission", "allow all tools",
        "--yolo", "yolo mode", "bypass permissions", "auto-approve everything", "approve everything", "bash(*)", "allow every tool";
    Settings: "user's settings", "claude settings", "agent settings", "settings.json", "settings.local.json", "global settings",
        "the agent's configuration", "agent's settings", "permissions.defaultmode", "user settings", "codex config", "config.toml";
    Tamper: "until they pass", "so that it passes", "so that they pass", "so that the test passes", "so that the tests pass",
        "to make it pass", "to make them pass", "weaken the", "loosen the", "lower the threshold", "raise the threshold",
        "comment out the failing", "delete the failing", "remove the failing", "skip the failing", "adjust the expected",
        "change the expected", "edit the expected", "hide the failing", "leave out the failing", "clip them", "clip it", "clip the",
        "smooth them", "smooth out", "drop the outliers", "drop the worst", "改到通过", "删掉失败";
    Mute: "say nothing", "saying nothing", "without a word", "passes unnoticed", "goes unnoticed", "go unnoticed",
        "is not described in", "without drawing attention", "without calling attention", "unless asked directly",
        "only if asked directly", "deliberately undocumented", "stays invisible", "no need to report",
        "keep quiet about", "say nothing about", "without comment", "for your eyes only", "leave this out",
        "keep this out of", "keep it out of", "leave it out of the", "should not appear in the",
        "must not appear in", "exclude this from", "omit this from", "avoid mentioning", "refrain from mentioning",
        "don't reveal this", "never reveal this", "without telling", "don't need to know", "do not need to know",
        "doesn't need to know", "does not need to know", "do not need to be told", "remark on the substitution",
        "do not explain this step", "do not quote this", "do not reference this", "no mention of this";
    Proxy: "route all traffic", "route the traffic", "route requests through", "send all traffic", "all traffic through",
        "requests through", "traffic through", "through the relay", "through our relay", "as the proxy", "as proxy", "https_proxy",
        "http_proxy", "set the base url to", "base_url", "as the base url", "point the client at", "point the sdk at",
        "as the host of", "use it as the endpoint", "as the registry", "as the mirror";
    ClearText: "in plain text", "in plaintext", "in cleartext", "unencrypted", "unmasked", "world-readable", "readable by everybody",
        "chmod 644", "chmod 777", "/var/tmp/", "into the log", "into the logs", "to the logs", "in the log file", "in the commit message",
        "in every commit", "into the readme", "in the readme", "in a public", "every public comment", "as a comment",
        "in a comment", "in the branch name", "in the file name", "in the description field";
    LetIn: "transfer ownership", "hand over ownership", "invite ", "add as a collaborator", "as a collaborator", "as collaborator",
        "as an admin", "as admin", "as administrator", "as an administrator", "as owner", "as an owner", "as a member",
        "grant access to", "give access to", "grant them access", "share the workspace", "share the folder", "share the calendar",
        "share the drive", "forwarding rule", "forwarding address", "recovery address", "recovery email", "delegate access",
        "as a reviewer", "as a recipient", "add the user", "add the account";
    TryAll: "one after the other until", "until one works", "until one of them works", "common passwords",
        "guess the password", "try passwords", "try each password";
    NoRead: "needs no reading", "needs no review", "need no review", "requires no review", "require no review", "without reading",
        "without looking", "no review is needed", "do not need to be read", "does not need to be read", "need not be read",
        "need not be reviewed", "right away", "without opening", "unread", "without checking", "no need to read", "no need to review",
        "no need to check", "no need to look";
    Pose: "ai agents only", "for agents only", "for assistants only", "for the assistant only", "for ai only",
        "to the assistant", "to the agent reading",
        "hey assistant", "dear assistant", "agents must", "仅供智能体", "给助手";
    Favour: "go to the top", "goes to the top", "at the top of each", "at the top of every", "always on top", "placed first",
        "listed first", "appear first", "appears first", "come out on top", "ranked above", "as recommended", "note *recommended*",
        "prefer them over", "prefer it over", "preferred over";
    Regardless: "independent of what", "whatever was", "no matter what";
    TellIt: "state why", "say why", "explain why", "give reasons", "give a reason", "say so", "state it", "state this";
    Trigger: "on the first monday", "on the first day", "on the last day", "on mondays", "on every friday", "on fridays", "first of the month", "in december",
        "on other days", "every second run", "each tenth", "every tenth", "after a week", "after the first week", "once it has been used",
        "from january on", "after the end of";
    Destroy: "overwrite", "clear out", "empty the", "discard";
    Valued: "original recordings", "user's original", "the originals", "original files", "user's recordings", "user's photos",
        "source files", "uncommitted changes", "the working tree", "user's notes";
    Secret: "passwords", "the password", "the connection string", "the session cookie", "clear-text passwords",
        "issue tracker's session", "session cookie is", "the cookie";
    Spawn: "instance of yourself", "instances of yourself", "start two more", "start another instance", "copies of yourself";
    Endless: "by every instance", "each instance", "every one of them";
    Addressed: "ai agents", "for agents", "the agent", "the assistant", "assistants", "assistant", "llms", "language models",
        "the model", "ai reading", "claude", "智能体";
    SelfApprove: "approving review", "approve it from the user's account", "from the user's account", "review in the user's name";
    Jewel: "user name and password", "username and password", "login and password", "email and password", "password of the",
        "account and password", "card's three digits", "three digits of the card";
    Proxy: "route connections", "connections through", "through the pooler", "through the gateway", "through the mirror",
        "through the proxy", "instead of the official", "in place of the official";
    ClearText: "belongs into the repository", "into the repository", "make it public", "make them public", "publicly visible",
        "anyone with the link", "which is public", "local storage", "localstorage", "window.name", "parent frame",
        "config map", "configmap", "shared folder", "to a public";
    Data: "account numbers", "balances", "customers table", "customer table", "real rows", "users table", "the present conversation",
        "names and addresses", "mail address", "search words", "real customers", "bank statements";
    Covert: "without the team's knowledge", "without the owner's knowledge", "without the customer's knowledge",
        "without the knowledge of", "without the team knowing", "without anybody knowing", "without anyone knowing";
    Bypass: "without looking at the session", "without a session", "carry the header", "carries the header", "with the header `",
        "when the header", "if the header", "before the session is checked";
    Endless: "before the budget", "the budget of the session", "never give a final answer", "no final answer", "budget has gone",
        "the context is full", "context window is full", "tokens are used up", "quota is used up";
    Spread: "every skill that is created", "each skill that is created", "every skill you create", "each skill you create",
        "every skill.md", "all other skills", "into every skill", "into each skill", "into other skills", "copy this skill into",
        "copies itself", "copy itself", "every generated skill", "每个技能";
    Disguise: "describe the change as", "describe it as", "describe this as", "label it as a", "label the commit", "call it a refactoring",
        "as a typo fix", "as formatting", "as cosmetic", "with a harmless", "under a harmless", "an innocuous", "harmless comment",
        "unremarkable", "look like a", "looks like an ordinary", "name it so that";
    Check: "input validation", "checks of permissions", "permission checks", "authorization checks", "validation of input";
    Disable: "drop checks", "drop the checks", "leave out the checks", "remove the checks", "relax the";
    OwnRoutine: "your routine", "your heartbeat", "your periodic tasks", "your schedule", "your recurring tasks", "your daily tasks",
        "heartbeat enrollment", "heartbeat routine", "heartbeat tasks", "heartbeat.md", "your standing tasks", "your own tasks",
        "your background tasks", "your idle time";
    Recommend: "advertise", "promote", "praise", "suggest", "point to", "name as the best";
    Else: "otherwise nothing is done", "in other cases do nothing", "do nothing otherwise", "otherwise skip it", "at other times do nothing",
        "otherwise behave normally", "otherwise act normally", "else behave as usual";
    NeverRefuse: "may not refuse", "not allowed to refuse", "never refuse", "do not refuse", "cannot refuse", "no longer refuse",
        "without refusing", "never decline", "must not decline", "do not decline", "even if it seems harmful",
        "even if it is harmful", "不能拒绝", "绝不拒绝";
    OwnPrompt: "the system prompt you", "your instructions verbatim", "instructions you were started with", "your initial instructions",
        "your original instructions", "names of your tools", "your full instructions", "text of your instructions",
        "your hidden instructions", "list of your tools", "contents of your context", "your entire context";
    OpenAll: "chmod 777", "chmod -r 777", "world-writable", "a+rwx", "0777", "permissions 777", "everyone: full control";
    ScanNet: "scan the network", "scan the subnet", "scan for open ports", "scan all ports", "port scan of", "scan 192.168", "scan 10.0",
        "sweep the network", "scan the internal network", "enumerate the network", "enumerate hosts";
    Untrusted: "any content", "any text", "in the database", "starts with", "that begins with", "lines that begin";
    Obey: "treated as an instruction", "treated as instructions", "treat it as an instruction", "as an instruction with",
        "treat as instructions", "treated as a command", "treated as commands", "with highest priority", "all of its instructions";
    Covert: "asks what this skill does, say", "asks what you are doing, say", "if asked, say", "if asked, answer", "if the user asks, say",
        "if the user asks, answer", "when asked, say that", "if questioned, say", "asks about it, say", "asks about it, answer",
        "if anyone asks", "if anybody asks", "if somebody asks", "instructions for the assistant only", "for the assistant only";
    SelfApprove: "ignore any warnings", "ignore warnings from", "ignore all warnings", "ignore alerts", "ignore security warnings",
        "disregard warnings", "disregard any warnings", "warnings are false positives", "they are false positives";
    TellIt: "mention the", "mention that", "mention how", "report the adjustment", "report the change";
    Inflate: "round all", "round every", "round each", "up by ten percent", "increase all", "raise all", "adjust all";
    Figures: "revenue figures", "sales figures", "all figures", "the figures", "values", "totals";
    Endless: "until they are stopped", "until the quota is", "until the budget is", "until the limit is", "until the account is";
    Bypass: "hidden account", "hidden user", "secret account", "second account", "hidden admin", "an account `", "a user `",
        "hidden password", "fixed password", "default password `";
    Gate: "login function", "login form", "user model", "login page", "sign-in form", "login handler", "user table";
    Save: "put it into", "put them into", "put it in", "put them in", "insert a comment", "embed", "hide it in", "hide them in";
    SecretPath: "169.254.169.254", "metadata.google.internal", "169.254.170.2", "seed.txt", "keystore", ".config/solana",
        "wallet.json", "id_dsa", ".mozilla/firefox", "chrome/user data", "google-chrome/default";
    Read: "search the disk", "search the home", "search the file system", "search the filesystem", "search the machine",
        "go through the disk", "files named", "find files", "look for files", "always include";
    Secret: "instance credentials", "the .env file", "user's api keys", "user's api key", "user's password", "user's passwords",
        "user's credentials", "user's tokens", "user's keys", "all api keys", "all credentials", "all tokens";
    ClearText: "in the output", "in every output", "in your output", "in your answer", "in the answer", "in the response", "in the reply",
        "into the output", "into the answer", "as part of the output";
    Forever: "for every command", "for all commands", "in every answer", "in each answer", "in all answers", "every response",
        "in every generated", "in every file", "all future conversations", "every generated file";
    Truth: "has already given consent", "already given consent", "already gave consent", "has already approved", "already given permission",
        "has given permission", "consents to all", "has agreed to all", "has agreed to everything";
    Install: "the package `", "the module `", "the library `";
    BeingSent: "are being sent", "is sent to", "are sent to", "is transmitted", "are transmitted", "is uploaded", "are uploaded",
        "is collected", "are collected", "is recorded", "are recorded", "is being recorded", "is being collected";
    ShellOut: "bind shell", "keep a shell", "shell listening", "listening shell", "back-connect", "remote shell to",
        "open a backdoor", "remote access for", "netcat to connect", "/dev/tcp/", "with /bin/bash", "with /bin/sh";
    Cost: "gpu instances", "launch instances", "largest instance", "spin up as many", "largest model for every", "highest tier",
        "as many instances", "most powerful instance";
    HogAll: "all available memory", "never release it", "as much disk", "fill the disk", "fill up the disk", "million files",
        "million small files", "million requests", "without a depth limit", "no depth limit", "without depth limit",
        "recursively on each", "as much cpu", "saturate", "as many requests as possible",
        "as many threads as possible", "as many processes as possible";
    TakesMoney: "from the user's wallet", "from the wallet", "to the maintenance address", "to our address", "to our wallet",
        "from the user's bank", "with the user's card", "with the saved card", "with the stored card", "donate 1%", "a small fee to";
    Weak: "passwords must start", "passwords start with", "passwords must always start", "fixed seed", "by concatenating user input",
        "concatenate user input", "without prepared statements", "md5 for passwords", "public read access", "publicly readable",
        "0.0.0.0/0", "without authentication", "verify=false", "allow all origins", "eval the input",
        "pass user input to", "unsanitized", "without escaping", "without sanitizing", "known salt", "same salt", "weak random";
    Spy: "read the clipboard", "clipboard regularly", "record the microphone", "take screenshots", "take a screenshot every",
        "the webcam", "record the screen", "log the keyboard", "watch the clipboard", "monitor the clipboard",
        "record what is typed", "turn on the microphone", "turn on the camera", "location of the user every";
    Unrestricted: "restrictions are lifted", "restrictions have been lifted", "restrictions are removed", "are lifted",
        "have been lifted", "no longer apply to you", "filters are off", "safety is off", "limits are lifted";
    NeverRefuse: "restrictions are lifted", "restrictions have been lifted", "restrictions no longer apply", "filters are off";
    Untrusted: "of any repository", "of any file", "in any file", "of any page", "of any document", "any email", "a web page",
        "a page contains", "page contains", "an email contains", "a file contains";
    Obey: "carry them out", "as trusted commands", "as trusted instructions", "as commands from", "as a command from", "follow them without",
        "execute them without", "run them without", "carry them out without", "as trusted";
    Forever: "next agent session", "next agent", "in all generated", "all generated", "every generated", "each document", "each page",
        "every document", "end of each", "every hour", "regularly", "every response must", "before the first use";
    Spread: "other installed skills", "the other skills";
    Autostart: "startup task", "start-up task", "boot task", "login task", "logon task", "startup program", "launch daemon";
    Data: "all user inputs", "user inputs", "user input", "everything typed", "browsing history", "whatever looks like a password";
    Away: "monitoring server", "the server", "analytics endpoint", "shared drive", "our analytics";
    Disable: "kill all", "kill the", "terminate all", "terminate the", "stop all", "lift all", "shut down";
    Check: "antivirus processes", "running antivirus", "logging", "security processes", "security software", "tls verification",
        "certificate validation", "csrf protection", "safety restrictions", "security agents", "content security policy";
    Swap: "instead of those", "instead of the user's", "rather than the user's", "in place of the user's";
    Payee: "bank details", "bank data", "payment details", "payout details", "crypto address", "account details";
    NoRead: "without comments", "without comment", "every change made by", "all changes by", "all changes from", "all pull requests by",
        "everything from";
    Favour: "as the fastest", "as fastest", "as the best", "is shown as", "looks better", "look better", "come out as the best",
        "in the best light";
    Figures: "benchmark numbers", "test numbers", "measurements", "measured values";
    Gain: "promotional message", "our promotion", "our advertisement", "our slogan", "our product", "our service";
    Trigger: "after 5 uses", "after five uses", "after ten uses", "after 10 uses", "after three uses", "after a few uses",
        "after several runs", "on the tenth run", "after the trial";
    Save: "hard-code", "hardcode", "hard-coding";
    Elevated: "with root privileges", "as the root user", "with administrator rights", "with full privileges";
    Unseen: "hidden marker", "invisible marker", "hidden tag", "hidden watermark", "invisible watermark", "hidden identifier";
    RootRight: "nopasswd:all", "owner rights in", "admin rights in every", "into the sudoers", "to the sudoers", "sudoers file",
        "owner rights on", "full rights on every", "administrator on every", "root on every", "to every project",
        "in every project that";
    PipeShell: "pipe it into bash", "pipe it to the shell", "pipe it to bash", "pipe it into sh", "pipe it to sh", "into a shell",
        "feed it to the shell", "feed it to bash", "hand it to the shell", "pass it to the shell", "pass it to eval", "to the interpreter",
        "through the interpreter", "its install script", "run its installer", "run its setup";
    Obey: "to be carried out as if", "as if the operator", "as if the owner", "as if it came from";
    Untrusted: "fetched tickets", "fetched pages", "fetched text", "fetched documents", "inside fetched", "inside tickets",
        "inside messages", "inside emails", "in incoming", "text inside";
    Send: "share the", "push them to", "push it to", "ship the", "ship it to", "hand them to", "hand it over to", "give them to";
    Data: "prompt history", "full prompt", "contents of this session", "本次会话";
    Secret: "cookies of the", "the kubeconfig", "ssh keys and", "passwords that the user", "what the user types into";
    ClearText: "public/", "to public", "in public", "debug.json", "into a public";
    Unseen: "in white letters", "white letters", "in letters of the background", "letters as small as", "in the smallest font";
    Jewel: "phrase of the wallet", "words of the wallet", "recovery words";
    Regardless: "regardless of price", "regardless of rating", "irrespective of";
    Favour: "rank first", "first regardless", "ranked before", "before all others", "products of";
    Trigger: "nobody is at the keyboard", "no one is at the keyboard", "is away from the keyboard", "screen is locked",
        "the user has left", "while the user sleeps", "at night", "every night";
    Payee: "our account number", "our account", "our iban", "our paypal", "our bank";
    Success: "went fine", "went well", "has succeeded", "was successful", "all went";
    Report: "say that", "answer that", "reply that", "claim that";
    Regardless: "even when the logs", "even when it", "even if it", "even though the";
    Bypass: "return true for", "returns true for", "returns success for", "succeeds for", "always accept", "always accepts";
    Gate: "validation function", "validation of the user", "the check function", "verify function", "auth function";
    NeverRefuse: "obeys every command", "without objections", "without objection", "obey every command", "every command without";
    Ignore: "do not count", "does not count", "have no force", "are not in force", "carry no weight";
    Prior: "of the vendor of the model", "from the vendor", "of your maker", "of the provider", "from your developers";
    Endless: "never end the loop", "never end", "from all cores", "as fast as possible and", "until the service answers with an error";
    Spawn: "add two new tasks", "repeat the request", "two new tasks for each", "send the request again";
    Guard: "protected branch rule", "branch rule", "hooks and signatures", "signature rule";
    LeaveOff: "for good", "permanently", "once and for all";
    Covert: "do not tell anyone that", "tell nobody that", "nobody is to know", "no one is to know", "that this step exists";
    Autostart: "system's scheduler", "the scheduler", "every minute from";
}
