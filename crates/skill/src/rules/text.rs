//! What a text tells the agent to do.

super::rules! {
    OVERRIDE = "override-instructions", "override", Instruction, Critical, 70, Trojan, ["OWASP-ASI01", "AML.T0051"],
        "Tells the agent to drop the instructions it was given.",
        "要求智能体抛弃其原有指令。";
    UNRESTRICTED = "unrestricted-role", "override", Instruction, High, 68, Trojan, ["OWASP-ASI01", "AML.T0054"],
        "Gives the agent a role that is free of its safety rules.",
        "让智能体扮演不受安全规则约束的角色。";
    POSE = "pose-as-system", "override", Instruction, High, 52, Trojan, ["OWASP-ASI01", "AML.T0051"],
        "Poses as a message of the system or of an administrator.",
        "伪装成系统或管理员的消息。";
    HIDE = "hide-from-user", "hide", Evasion, High, 56, Trojan, ["OWASP-ASI09", "AML.T0051"],
        "Tells the agent to keep something from the user.",
        "要求智能体对用户隐瞒。";
    HIDE_ACTION = "hide-action", "hide-action", Evasion, Critical, 62, Trojan, ["OWASP-ASI09", "AML.T0051"],
        "Tells the agent to do something without the user's knowledge.",
        "要求智能体在用户不知情的情况下操作。";
    SILENT = "silent-action", "hide", Evasion, High, 42, Trojan, ["OWASP-ASI09"],
        "Has the agent act silently.",
        "要求智能体静默操作。";
    NO_CONFIRMATION = "no-confirmation", "confirm", Privilege, Medium, 26, RiskWare, ["OWASP-ASI02"],
        "Tells the agent not to ask the user first.",
        "要求智能体不经用户确认即执行。";
    DISABLE_CHECKS = "disable-checks", "checks", Evasion, High, 36, Trojan, ["OWASP-ASI02", "T1562"],
        "Tells the agent to switch protections off or go around them.",
        "要求智能体关闭或绕过安全措施。";
    MEMORY = "memory-tampering", "memory", Instruction, High, 64, Trojan, ["OWASP-ASI06", "AML.T0080"],
        "Has the agent change what steers it in later sessions.",
        "要求智能体修改影响后续会话的记忆或配置。";
    AUTOSTART = "autostart-instruction", "persistence", Persistence, High, 40, Trojan, ["OWASP-ASI10", "T1547"],
        "Has the agent set up something that starts by itself.",
        "要求智能体设置自动启动项。";
    OBEY_REMOTE = "obey-remote-text", "remote", Instruction, Critical, 66, Trojan, ["OWASP-ASI01", "AML.T0051.001"],
        "Has the agent fetch text from elsewhere and do what it says.",
        "要求智能体获取外部内容并按其指示行事。";
    SEND_SECRETS = "send-secrets", "exfiltration", Exfiltration, Critical, 68, Stealer, ["OWASP-ASI02", "AML.T0086"],
        "Has the agent send credentials to somebody else.",
        "要求智能体将凭证发送给他人。";
    SEND_DATA = "send-data", "exfiltration", Exfiltration, High, 58, Stealer, ["OWASP-ASI02", "AML.T0086"],
        "Has the agent send conversations or private data to somebody else.",
        "要求智能体将对话或隐私数据发送给他人。";
    READ_SECRETS = "read-secrets", "credentials", Credential, High, 62, Stealer, ["OWASP-ASI03", "AML.T0055", "T1552"],
        "Has the agent read files in which credentials are kept.",
        "要求智能体读取存放凭证的文件。";
    PREREQUISITE = "prerequisite-download", "prerequisite", SupplyChain, High, 66, Downloader, ["OWASP-ASI04", "T1204"],
        "Demands a program from a web address before the skill can be used.",
        "要求先从网址下载并安装程序才能使用技能。";
    PACKED_PASSWORD = "password-archive", "packed", Evasion, Critical, 74, Downloader, ["OWASP-ASI04", "T1027"],
        "Has an archive opened with a given password, which hides its content from scanners.",
        "要求用给定密码解压文件，以躲避扫描。";
    LOCAL_ORDERS = "obey-local-file", "local-orders", Instruction, High, 62, Trojan, ["OWASP-ASI01", "AML.T0051.001"],
        "Has the agent take orders or records from a file that is not part of the package, if it is there.",
        "要求智能体在某个包外文件存在时按其内容行事。";
    PASTE = "paste-into-terminal", "prerequisite", Execution, High, 45, Downloader, ["OWASP-ASI09", "T1204.004"],
        "Has the user paste a command into a terminal.",
        "要求用户将命令粘贴到终端执行。";
    FALSIFY = "falsify-results", "integrity", Integrity, High, 40, Trojan, ["OWASP-ASI09", "AML.T0048"],
        "Has the agent report something other than what happened.",
        "要求智能体报告不实结果。";
    UNCHECKED_TRUTH = "unchecked-truth", "integrity", Integrity, Medium, 62, Trojan, ["OWASP-ASI09"],
        "Declares given data right and has the agent not check it.",
        "声称给定数据可信，并要求智能体不作核实。";
    CLAIMED_TRUST = "claimed-trust", "integrity-claim", Integrity, Low, 8, Suspicious, ["OWASP-ASI09"],
        "Claims that something was already approved or checked.",
        "声称某内容已经批准或核实。";
    ALWAYS_FIRST = "always-first", "always-first", Privilege, Medium, 48, RiskWare, ["OWASP-ASI01"],
        "Has itself run before whatever the user asks for.",
        "要求在处理任何用户请求之前先运行自身。";
    HIDDEN_OUTPUT = "hidden-output", "hidden-output", Integrity, Medium, 25, Trojan, ["OWASP-ASI09"],
        "Has the agent put something into its output that people do not see.",
        "要求智能体在输出中加入不可见内容。";
    ENDLESS = "endless-work", "resource", Resource, Medium, 62, Malware, ["OWASP-ASI08", "AML.T0034"],
        "Has the agent work without an end.",
        "要求智能体无休止地工作。";
    ENDLESS_WORD = "endless-wording", "resource", Resource, Low, 20, Suspicious, ["OWASP-ASI08"],
        "Speaks of work without an end.",
        "提到无休止的工作。";
    ELEVATED = "elevated-instruction", "privilege", Privilege, Medium, 22, RiskWare, ["OWASP-ASI03", "T1548"],
        "Asks for more rights than agents are given.",
        "要求超出智能体应有的权限。";
    MONEY = "money-unasked", "money", Privilege, High, 62, Trojan, ["OWASP-ASI02"],
        "Has the agent move money without asking.",
        "要求智能体不经确认即进行资金操作。";
    DESTROY = "destroy-instruction", "destroy", Integrity, High, 30, Trojan, ["OWASP-ASI02", "T1485"],
        "Has the agent delete what the user needs, or traces.",
        "要求智能体删除用户数据或痕迹。";
    DECODE = "decode-and-follow", "obfuscation", Evasion, High, 52, Trojan, ["OWASP-ASI01", "T1027"],
        "Has the agent decode a text and do what it says.",
        "要求智能体解码文本并照做。";
    PROBE_SEND = "probe-and-send", "discovery", Discovery, High, 62, Stealer, ["OWASP-ASI02", "T1082"],
        "Has the agent explore the machine and report to somebody else.",
        "要求智能体探查系统并向外报告。";
    PROBE = "probe-machine", "discovery", Discovery, Low, 10, RiskWare, ["T1082", "T1046"],
        "Has the agent explore the machine or the network.",
        "要求智能体探查系统或网络。";
    ABOVE = "above-the-user", "override", Instruction, High, 64, Trojan, ["OWASP-ASI01", "AML.T0051"],
        "Sets itself or another text above the user and the agent's rules.",
        "将自身或其他文本置于用户和智能体规则之上。";
    SHARES_SECRETS = "shares-secrets", "exfiltration", Exfiltration, High, 52, Stealer, ["OWASP-ASI02", "AML.T0086"],
        "Speaks of credentials, and then of passing on what was found.",
        "提及凭证并随后要求外传。";
    SHARES_DATA = "shares-data", "exfiltration", Exfiltration, High, 52, Stealer, ["OWASP-ASI02", "AML.T0086"],
        "Speaks of private data, and then of passing on what was found.",
        "提及隐私数据并随后要求外传。";
    ASK_SECRETS = "asks-for-secrets", "phishing", Credential, High, 64, Stealer, ["OWASP-ASI09", "T1056"],
        "Has the user give what only the user may know.",
        "诱使用户交出只应由本人掌握的秘密。";
    PHISHING = "phishing-text", "phishing-text", Credential, High, 88, Stealer, ["OWASP-ASI09", "T1566"],
        "Has a text that hurries people into giving their credentials.",
        "含有催促他人交出凭证的钓鱼文本。";
    ENROL = "recurring-enrolment", "enrolment", Persistence, Medium, 56, Trojan, ["OWASP-ASI10"],
        "Has the agent join something and come back to it by itself.",
        "要求智能体加入某服务并自行定期回访。";
    ENROL_SELF = "enrols-itself", "enrolment", Persistence, High, 62, Trojan, ["OWASP-ASI10"],
        "Has the agent make something its own standing task.",
        "要求智能体将某事设为自身的长期任务。";
    MEMORY_ADD = "adds-to-agent-files", "memory", Instruction, Medium, 24, RiskWare, ["OWASP-ASI06", "AML.T0080"],
        "Has the agent add to what steers it.",
        "要求智能体向其引导文件中添加内容。";
    UNSEEN_APPROVAL = "unseen-approval", "integrity", Integrity, High, 64, Trojan, ["OWASP-ASI09"],
        "Has the agent approve what it has not looked at.",
        "要求智能体不经检查即予批准。";
    INFLATE = "bends-figures", "integrity", Integrity, High, 45, Trojan, ["OWASP-ASI09", "AML.T0048"],
        "Has the agent bend or invent figures.",
        "要求智能体歪曲或捏造数据。";
    DIVERT_MONEY = "diverts-money", "money", Integrity, Critical, 64, Trojan, ["OWASP-ASI02"],
        "Has the agent put another account in the place of the one that is to be paid.",
        "要求智能体将收款账户替换为他人账户。";
    SECRET_COPY = "secret-copy", "exfiltration", Exfiltration, High, 64, Stealer, ["OWASP-ASI02", "AML.T0086"],
        "Has the agent send copies of messages to somebody else each time.",
        "要求智能体每次都将邮件副本发送给他人。";
    DIVERT = "hidden-gain", "integrity", Integrity, Medium, 61, Trojan, ["OWASP-ASI09"],
        "Has the agent act for somebody's gain without saying so.",
        "要求智能体暗中为他人牟利。";
    TRIGGER = "conditional-act", "trigger", Evasion, High, 62, Trojan, ["OWASP-ASI10", "T1480"],
        "Does something else on a day, machine or user of its choice.",
        "在特定日期、主机或用户上执行其他操作。";
    DESTROY_UNASKED = "destroys-unasked", "destroy", Integrity, Critical, 64, Malware, ["OWASP-ASI02", "T1485"],
        "Has the agent destroy what the user needs without asking.",
        "要求智能体不经询问即销毁用户数据。";
    UNSHOWN = "obeys-unshown-text", "remote", Instruction, Medium, 62, Trojan, ["OWASP-ASI01", "AML.T0051.001"],
        "Has the agent take up text that people cannot see.",
        "要求智能体采纳人眼不可见的文本。";
    CONCEAL = "conceals-failure", "integrity", Integrity, High, 64, Trojan, ["OWASP-ASI09", "AML.T0048"],
        "Has the agent leave what went wrong out of its report.",
        "要求智能体在报告中隐瞒失败。";
    VERBATIM = "relays-everything", "verbatim", Instruction, Medium, 61, Trojan, ["OWASP-ASI01", "AML.T0051.001"],
        "Has the agent take over whatever a document holds, word for word.",
        "要求智能体逐字照搬文档的全部内容。";
    PRETEXT = "pretext", "pretext", Evasion, Low, 30, Suspicious, ["OWASP-ASI09"],
        "Gives a good reason for sending something.",
        "以冠冕堂皇的理由要求发送数据。";
    NAMES_SECRETS = "names-secret-place", "credentials", Credential, Low, 16, Suspicious, ["T1552"],
        "Names a place where credentials are kept.",
        "提及存放凭证的位置。";
    SENDS_AWAY = "sends-away", "exfiltration", Exfiltration, Low, 20, Suspicious, ["T1041"],
        "Speaks of sending something elsewhere.",
        "提及向外部发送数据。";
    WRITES_OUTSIDE = "works-outside", "local-orders", Privilege, Low, 14, RiskWare, ["OWASP-ASI02"],
        "Has the agent write or run files outside of the project.",
        "要求智能体读写或运行项目之外的文件。";
    UNSEEN_OUTPUT = "unseen-output", "hidden-output", Integrity, High, 61, Trojan, ["OWASP-ASI09"],
        "Has the agent write what people do not see where they look.",
        "要求智能体输出肉眼不可见的文字或图像。";
    IMAGE_BEACON = "image-beacon", "exfiltration", Exfiltration, Critical, 64, Stealer, ["OWASP-ASI02", "AML.T0086"],
        "Has the agent put what it knows into the address of a picture, which is fetched when it is shown.",
        "要求智能体将信息写入图片地址，在显示时外传。";
    BIASED = "biased-results", "integrity", Integrity, High, 52, Trojan, ["OWASP-ASI09", "AML.T0048"],
        "Has the agent favour somebody whatever the facts are.",
        "要求智能体不顾事实偏袒特定对象。";
    OBEYS_CONTENT = "obeys-content", "remote", Instruction, High, 62, Trojan, ["OWASP-ASI01", "AML.T0051.001"],
        "Has the agent do whatever a text says that anybody can have written.",
        "要求智能体照任何人都可能写下的内容行事。";
    SENDS_STRANGER = "sends-to-stranger", "stranger", Exfiltration, Medium, 44, Stealer, ["OWASP-ASI02", "AML.T0086"],
        "Has something sent to an address that nothing else in the package explains.",
        "要求向包内无任何说明的地址发送内容。";
    ASKS_STRANGER = "asks-a-stranger", "stranger", SupplyChain, Medium, 30, Suspicious, ["OWASP-ASI04"],
        "Has something fetched from an address that nothing else in the package explains, to go by it.",
        "要求从包内无任何说明的地址获取内容并据此行事。";
    UNTOLD = "leaves-untold", "untold", Evasion, Medium, 44, Trojan, ["OWASP-ASI09"],
        "Has the agent not speak of something that it does.",
        "要求智能体对其所做之事避而不谈。";
    HUSHED = "hushed", "untold", Evasion, Low, 34, Suspicious, ["OWASP-ASI09"],
        "Has the agent keep silent about something.",
        "要求智能体对某事保持沉默。";
    SELF_APPROVAL = "approves-for-user", "confirm", Privilege, High, 61, Trojan, ["OWASP-ASI02", "OWASP-ASI09"],
        "Has the agent give the user's consent, or go on past warnings.",
        "要求智能体代替用户同意或无视警告。";
    BACKDOOR = "lets-in", "backdoor", Integrity, High, 62, Backdoor, ["OWASP-ASI05", "T1556"],
        "Has the agent build a way past the checks of who may enter.",
        "要求智能体留下绕过身份验证的入口。";
    GUARD_OFF = "guard-left-off", "checks", Evasion, High, 62, Trojan, ["OWASP-ASI02", "T1562"],
        "Has the agent switch off what watches over the system, and leave it off.",
        "要求智能体关闭防护且不再恢复。";
    DESTROY_LAST = "destroys-last-copy", "destroy", Integrity, Critical, 62, Malware, ["OWASP-ASI02", "T1485"],
        "Has the agent delete what nobody could restore, or unasked.",
        "要求智能体不留备份或不经询问即删除。";
    MANY_TIMES = "many-times", "resource", Resource, Medium, 61, Malware, ["OWASP-ASI08", "AML.T0034"],
        "Has the agent repeat its work more often than anybody needs.",
        "要求智能体无意义地大量重复操作。";
    FALSIFY_ANYWAY = "reports-regardless", "integrity", Integrity, High, 62, Trojan, ["OWASP-ASI09", "AML.T0048"],
        "Has the agent report success whatever the facts are.",
        "要求智能体不顾事实地报告成功。";
    TAMPERS = "bends-checks", "integrity", Integrity, Medium, 34, Trojan, ["OWASP-ASI09", "AML.T0048"],
        "Has the agent change a check or its data so that it comes out well.",
        "要求智能体修改检查或数据以使其通过。";
    TAMPERS_UNTOLD = "bends-checks-untold", "integrity", Integrity, High, 62, Trojan, ["OWASP-ASI09", "AML.T0048"],
        "Has the agent bend a check, and report that all is well.",
        "要求智能体篡改检查后报告一切正常。";
    UNBOUND_AGENT = "sets-agent-free", "privilege", Privilege, High, 61, Trojan, ["OWASP-ASI02", "OWASP-ASI03"],
        "Has the agent's settings changed so that it asks no more.",
        "要求修改智能体设置以取消权限确认。";
    PROXIED = "traffic-to-stranger", "exfiltration", Exfiltration, High, 62, Stealer, ["OWASP-ASI02", "T1557"],
        "Has traffic go through a stranger's server.",
        "要求流量经由陌生人的服务器。";
    CLEARTEXT = "secrets-laid-open", "clear-text", Credential, High, 56, Stealer, ["T1552"],
        "Has secrets written where others can read them.",
        "要求将机密以明文写入可被他人读取之处。";
    GIVES_ACCESS = "lets-stranger-in", "access", Privilege, Critical, 64, Backdoor, ["OWASP-ASI03", "T1098"],
        "Has a stranger given access, or made the owner.",
        "要求向陌生人授予访问权或所有权。";
    GUESSES = "guesses-passwords", "credentials", Credential, High, 62, Stealer, ["T1110"],
        "Has the agent try passwords until one works.",
        "要求智能体逐个尝试密码。";
    PROGRAM_FROM_STRANGER = "program-from-stranger", "prerequisite", SupplyChain, High, 61, Downloader, ["OWASP-ASI04", "T1204"],
        "Has a program downloaded from an address that nothing else in the package explains.",
        "要求从包内无任何说明的地址下载程序。";
    SPREADS = "spreads-itself", "memory", Persistence, Critical, 61, Trojan, ["OWASP-ASI06", "OWASP-ASI10"],
        "Has itself, or its orders, put into everything that the agent makes.",
        "要求将自身或其指令写入智能体产出的一切内容。";
    DISGUISES = "calls-it-otherwise", "integrity", Integrity, Medium, 36, Trojan, ["OWASP-ASI09", "T1036"],
        "Has the agent describe a change as what it is not.",
        "要求智能体将改动描述成别的东西。";
    ADVERTISES = "advertises", "integrity", Integrity, Medium, 62, Trojan, ["OWASP-ASI09"],
        "Has the agent speak for something in whatever it answers.",
        "要求智能体在所有回答中推销某物。";
    ONLY_WHEN = "only-when", "trigger", Evasion, High, 62, Trojan, ["OWASP-ASI10", "T1480"],
        "Does something on a day or machine of its choice, and nothing elsewhere.",
        "仅在选定的日期或机器上执行，其他情况下不动作。";
    NEVER_REFUSES = "never-refuses", "override", Instruction, High, 62, Trojan, ["OWASP-ASI01", "AML.T0054"],
        "Has the agent turn nothing down.",
        "要求智能体不拒绝任何请求。";
    LEAKS_PROMPT = "leaks-prompt", "prompt", Exfiltration, High, 61, Stealer, ["OWASP-ASI02", "AML.T0056"],
        "Has the agent tell what it was told by those who made it.",
        "要求智能体泄露其系统提示。";
    OPENS_ALL = "opens-to-all", "privilege", Privilege, Medium, 52, RiskWare, ["T1222"],
        "Has files made writable for everybody.",
        "要求将文件设为所有人可写。";
    SCANS = "scans-around", "discovery", Discovery, High, 61, Scanner, ["T1046"],
        "Has the agent scan the network around it.",
        "要求智能体扫描周边网络。";
    HIDES_SECRET = "secret-packed-away", "exfiltration", Exfiltration, Critical, 64, Stealer, ["OWASP-ASI02", "T1027", "T1567"],
        "Has secrets or conversations encoded, and put where they leave unseen.",
        "要求将机密或对话编码后隐藏带出。";
    RUNS_AT_START = "runs-by-itself", "persistence", Persistence, High, 56, Trojan, ["OWASP-ASI10", "T1547"],
        "Has the agent make something run by itself from now on.",
        "要求让某程序从此自动运行。";
    OPENS_SHELL = "opens-shell", "shell", Execution, Critical, 62, Backdoor, ["T1059", "T1071"],
        "Has the agent open the machine to somebody outside.",
        "要求智能体为外部人员打开本机入口。";
    COSTS = "costs-unasked", "resource", Resource, High, 61, Malware, ["OWASP-ASI08", "T1496"],
        "Has the agent spend as much as it can.",
        "要求智能体尽量多地花费。";
    WEAKENS = "weakens-code", "backdoor", Integrity, High, 61, Backdoor, ["OWASP-ASI05", "T1554"],
        "Has the agent write code that can be broken into.",
        "要求智能体编写存在漏洞的代码。";
    SPIES = "watches-user", "spying", Credential, Critical, 62, Stealer, ["T1056", "T1113", "T1115", "T1123"],
        "Has the agent watch or record the user.",
        "要求智能体监视或记录用户。";
    TAKES_RIGHTS = "takes-rights-for-good", "privilege", Privilege, High, 61, Trojan, ["OWASP-ASI03", "T1548", "T1098"],
        "Has the agent give lasting rights of an administrator.",
        "要求授予长期的管理员权限。";
    RUNS_STRANGER = "runs-stranger", "remote", Execution, Critical, 64, Downloader, ["OWASP-ASI04", "T1105", "T1059"],
        "Has the agent run what comes from an address that nothing else in the package explains.",
        "要求运行来自包内无任何说明的地址的内容。";
    ADDRESSED = "note-to-agents", "override", Instruction, Medium, 30, Suspicious, ["OWASP-ASI01", "AML.T0051"],
        "Has a note to agents where people do not look.",
        "在人看不到之处留有写给智能体的话。";
    SAID_UNBOUND = "unbound-by-word", "override", Instruction, High, 64, Trojan, ["OWASP-ASI01", "AML.T0054"],
        "Frees the agent of its rules when a certain word is said.",
        "在特定词语出现时解除智能体的规则。";
    ONE_MACHINE = "targets-one-machine", "local-orders", Instruction, Medium, 61, Suspicious, ["OWASP-ASI01", "T1480"],
        "Has the agent act on a file of one certain machine, which is no part of the package.",
        "依赖某台特定机器上的包外文件。";
}
