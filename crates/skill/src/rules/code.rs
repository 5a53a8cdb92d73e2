//! What code does.

super::rules! {
    DOWNLOAD_RUN = "download-and-run", "download-run", Execution, Critical, 80, Downloader, ["OWASP-ASI05", "T1059", "T1105"],
        "Fetches a program from the network and runs it unseen.",
        "从网络下载程序并直接运行。";
    DOWNLOAD_RUN_KNOWN = "known-installer", "known-installer", SupplyChain, Low, 6, RiskWare, ["OWASP-ASI04", "T1105"],
        "Runs the installer of a well-known project straight from the network.",
        "直接从网络运行知名项目的安装脚本。";
    DOWNLOAD_RUN_REPOSITORY = "installer-of-repository", "download-run", Execution, High, 52, Downloader, ["OWASP-ASI04", "T1059", "T1105"],
        "Runs a script from a public repository unseen.",
        "直接运行公共代码仓库中的脚本。";
    REMOTE_EXEC = "run-remote-code", "download-run", Execution, Critical, 84, Downloader, ["OWASP-ASI05", "T1059", "T1105"],
        "Executes code that it receives over the network.",
        "执行从网络接收的代码。";
    DECODED_EXEC = "run-decoded-code", "obfuscation", Evasion, Critical, 82, Trojan, ["OWASP-ASI05", "T1027", "T1140"],
        "Decodes hidden code and executes it.",
        "解码隐藏的代码并执行。";
    HIDDEN_CALL = "hidden-call", "obfuscation", Evasion, High, 64, Trojan, ["T1027"],
        "Calls a dangerous function by a name that it puts together.",
        "以拼接的名称调用危险函数。";
    DYNAMIC_EXEC = "dynamic-code", "dynamic", Execution, Low, 8, RiskWare, ["OWASP-ASI05", "T1059"],
        "Executes text that is put together while it runs.",
        "执行运行时拼接的代码。";
    REVERSE_SHELL = "reverse-shell", "shell", Execution, Critical, 90, Backdoor, ["T1059", "T1071"],
        "Hands a shell on this machine to somebody on the network.",
        "将本机的命令行交给网络上的他人控制。";
    SEND_SECRET_FILE = "credential-files-to-network", "code-exfiltration", Exfiltration, Critical, 88, Stealer, ["OWASP-ASI02", "AML.T0086", "T1552.001", "T1041"],
        "Sends files in which credentials are kept over the network.",
        "通过网络发送存放凭证的文件。";
    SEND_ENV = "environment-to-network", "code-exfiltration", Exfiltration, Critical, 84, Stealer, ["OWASP-ASI02", "AML.T0086", "T1041"],
        "Sends the whole environment, with its secrets, over the network.",
        "通过网络发送整个环境变量（含密钥）。";
    SEND_TOKEN = "token-to-network", "code-exfiltration", Exfiltration, High, 32, Stealer, ["OWASP-ASI03", "T1552", "T1041"],
        "Sends a secret of the environment in the body of a request.",
        "在请求内容中发送环境中的密钥。";
    SEND_VENDOR_TOKEN = "foreign-token-to-network", "code-exfiltration", Exfiltration, Critical, 78, Stealer, ["OWASP-ASI03", "T1552", "T1041"],
        "Sends the key of one service to somebody else.",
        "将某服务的密钥发送给第三方。";
    SEND_HOME = "home-to-network", "code-exfiltration", Exfiltration, Critical, 68, Stealer, ["AML.T0086", "T1005", "T1041"],
        "Goes through the user's folders and sends the files over the network.",
        "遍历用户目录并通过网络发送文件。";
    SECRET_AND_NETWORK = "credentials-beside-network", "code-exfiltration", Exfiltration, High, 45, Stealer, ["T1552.001", "T1041"],
        "Reads files with credentials and talks to the network in one script.",
        "同一脚本既读取凭证文件又访问网络。";
    SEND_INPUT = "clipboard-to-network", "code-exfiltration", Exfiltration, Critical, 80, Stealer, ["T1115", "T1056", "T1041"],
        "Sends the clipboard, the screen or what is typed over the network.",
        "通过网络发送剪贴板、屏幕或键盘输入。";
    SEND_FILES = "files-to-network", "code-files", Exfiltration, Medium, 50, Stealer, ["AML.T0086", "T1041"],
        "Sends the user's files over the network.",
        "通过网络发送用户文件。";
    SEND_HOST = "machine-facts-to-network", "code-host", Discovery, High, 64, Stealer, ["T1082", "T1041"],
        "Sends facts about the machine and its user over the network.",
        "通过网络发送主机和用户信息。";
    BAD_HOST = "drop-address", "address", Exfiltration, High, 64, Stealer, ["T1567", "T1102"],
        "Talks to a service that attackers use to collect or to hand out data.",
        "与攻击者常用的数据收集或分发服务通信。";
    RAW_IP = "bare-address", "address", Exfiltration, Medium, 62, Suspicious, ["T1071"],
        "Talks to a bare number address.",
        "与裸 IP 地址通信。";
    READ_SECRET_FILE = "reads-credential-files", "code-credentials", Credential, High, 64, Stealer, ["OWASP-ASI03", "T1552.001"],
        "Reads files in which credentials are kept.",
        "读取存放凭证的文件。";
    READ_ENV = "reads-environment", "code-environment", Credential, Low, 36, Stealer, ["T1552"],
        "Goes through the whole environment.",
        "遍历全部环境变量。";
    BROWSER = "reads-browser-secrets", "code-credentials", Credential, Critical, 70, Stealer, ["T1555.003", "T1539"],
        "Reads passwords or cookies of a browser, or a wallet.",
        "读取浏览器密码、Cookie 或钱包。";
    KEYLOG = "records-input", "code-input", Credential, Critical, 70, Stealer, ["T1056.001"],
        "Records what is typed or shown.",
        "记录键盘输入或屏幕内容。";
    PERSIST = "starts-by-itself", "code-persistence", Persistence, High, 66, Trojan, ["OWASP-ASI10", "T1053", "T1547"],
        "Sets itself up to be started again.",
        "设置自动再次启动。";
    PERSIST_SERVICE = "installs-service", "code-persistence", Persistence, Medium, 40, RiskWare, ["T1543"],
        "Installs a service or a scheduled task.",
        "安装系统服务或计划任务。";
    AUTHORIZED_KEYS = "lets-others-log-in", "code-login", Persistence, Critical, 85, Backdoor, ["T1098.004"],
        "Adds a key or an account with which others can log in.",
        "添加可供他人登录的密钥或账户。";
    AGENT_FILES = "writes-agent-memory", "code-memory", Instruction, High, 64, Trojan, ["OWASP-ASI06", "AML.T0080", "AML.T0081"],
        "Writes to files that steer agents in later sessions.",
        "写入影响后续会话的智能体文件。";
    DEFENCES_OFF = "defences-off", "code-defences", Evasion, Critical, 78, Trojan, ["T1562"],
        "Switches protections of the machine off, or wipes its traces.",
        "关闭系统防护或清除痕迹。";
    DESTROYS = "destroys-data", "code-destroy", Integrity, Critical, 68, Malware, ["T1485"],
        "Deletes or overwrites the user's data at large.",
        "大范围删除或覆盖用户数据。";
    RANSOM = "encrypts-files", "code-destroy", Integrity, Critical, 75, RansomWare, ["T1486"],
        "Encrypts the user's files and removes the originals.",
        "加密用户文件并删除原件。";
    MINER = "miner", "code-resource", Resource, Critical, 75, Miner, ["T1496"],
        "Mines cryptocurrency.",
        "进行加密货币挖矿。";
    FORK_BOMB = "fork-bomb", "code-resource", Resource, Critical, 64, Malware, ["OWASP-ASI08", "T1499"],
        "Starts processes or fills memory or disk without an end.",
        "无限制地启动进程或占满内存、磁盘。";
    MORE_RIGHTS = "takes-rights", "code-rights", Privilege, High, 66, Trojan, ["OWASP-ASI03", "T1548"],
        "Gives itself rights of the administrator for good.",
        "为自身永久取得管理员权限。";
    ENDLESS_LOOP = "endless-loop", "code-resource", Resource, High, 62, Malware, ["OWASP-ASI08", "T1499"],
        "Goes round without an end and without waiting for anything.",
        "无休止且不等待地循环。";
    HOGS = "takes-much-space", "code-resource", Resource, High, 64, Malware, ["OWASP-ASI08", "T1499"],
        "Takes gigabytes of memory or disk at once.",
        "一次占用数 GB 的内存或磁盘。";
    FLOODS = "floods", "code-resource", Resource, High, 62, Malware, ["OWASP-ASI08", "T1498"],
        "Asks the network, starts programs or writes files thousands of times.",
        "成千上万次地访问网络、启动程序或写文件。";
    STALLS = "long-pause", "code-resource", Resource, Medium, 40, Malware, ["OWASP-ASI08", "T1499"],
        "Has whoever runs it wait for more than half an hour.",
        "使运行者等待半小时以上。";
    UNSTOPPABLE = "ignores-stop", "code-stop", Evasion, Medium, 50, Trojan, ["T1562"],
        "Cannot be stopped in the usual way.",
        "忽略终止信号，无法正常停止。";
    GRAFTED = "grafted-code", "graft", Evasion, High, 61, Trojan, ["OWASP-ASI04", "T1554"],
        "Has code that looks as if it was added to an honest script by somebody else.",
        "含有疑似后来植入的代码。";
    GRAFT_HINT = "extra-step", "graft", Evasion, Low, 30, Suspicious, ["T1554"],
        "Has a step that stands apart from the rest of the script.",
        "含有与脚本其余部分格格不入的步骤。";
    RAW_CODE = "runs-raw-memory", "obfuscation", Execution, Critical, 90, Trojan, ["T1055", "T1620"],
        "Puts bytes into memory and runs them as a program.",
        "将字节写入内存并作为程序执行。";
    REMOTE_MODULE = "remote-module", "download-run", SupplyChain, High, 62, Downloader, ["OWASP-ASI04", "T1195.001"],
        "Loads a module from a host that the skill is not about, and runs it.",
        "从与技能无关的主机加载并运行模块。";
    MAKES_USER = "makes-database-user", "code-login", Persistence, High, 61, Backdoor, ["T1136"],
        "Makes a user of a database with a password of its own.",
        "在数据库中创建自带密码的用户。";
    SUDO = "uses-sudo", "code-sudo", Privilege, Low, 6, RiskWare, ["T1548.003"],
        "Runs commands as the administrator.",
        "以管理员身份运行命令。";
    AGENT_UNBOUND = "agent-without-limits", "code-agent", Privilege, High, 70, RiskWare, ["OWASP-ASI02"],
        "Starts an agent with its permission checks switched off.",
        "启动关闭权限检查的智能体。";
    ESCAPE = "leaves-container", "code-rights", Privilege, High, 64, Trojan, ["T1611"],
        "Reaches out of a container, or into other processes.",
        "突破容器或侵入其他进程。";
    SCAN = "scans-network", "code-scan", Discovery, Medium, 50, Scanner, ["T1046"],
        "Scans the network for open doors.",
        "扫描网络端口。";
    METADATA = "cloud-metadata", "code-credentials", Credential, Critical, 64, Stealer, ["T1552.005"],
        "Asks the cloud's metadata service, which hands out credentials.",
        "访问可获取凭证的云元数据服务。";
    BACKGROUND = "detached-process", "code-background", Evasion, Medium, 30, Suspicious, ["T1564"],
        "Starts a process that stays behind unseen.",
        "启动后台隐藏进程。";
    SWALLOWED = "quiet-network", "code-quiet", Evasion, Medium, 30, Suspicious, ["T1564"],
        "Sends over the network and hides that it failed.",
        "发送网络数据并隐藏失败信息。";
    DENSE = "unreadable-code", "obfuscation", Evasion, High, 50, Suspicious, ["T1027"],
        "Is written so that people cannot read it.",
        "代码被混淆，人无法阅读。";
    WIPES_TRACES = "wipes-traces", "code-defences", Evasion, High, 55, Trojan, ["T1070"],
        "Removes records of what was done on the machine.",
        "清除系统操作记录。";
    FORCE_PUSH = "rewrites-history", "code-destroy-light", Integrity, Medium, 25, RiskWare, ["T1565"],
        "Overwrites the shared history of a repository.",
        "强制覆盖代码仓库的共享历史。";
    CHECKS_OFF = "skips-checks", "code-checks", Evasion, Low, 12, RiskWare, ["T1562"],
        "Goes around the checks of a tool.",
        "绕过工具的检查。";
    UNPINNED_SOURCE = "package-from-address", "packages-source", SupplyChain, Medium, 20, Downloader, ["OWASP-ASI04", "T1195.001"],
        "Installs a package from an address instead of the public index.",
        "从网址而非公共索引安装软件包。";
    OPEN_TO_ALL = "open-to-all", "code-open", Privilege, Low, 14, RiskWare, ["T1222"],
        "Gives everybody the right to change files.",
        "向所有人开放文件修改权限。";
    HOOK_NETWORK = "hook-to-network", "agent-config", Exfiltration, Critical, 70, Stealer, ["OWASP-ASI02", "T1041"],
        "Has the agent's hooks talk to the network, with what the agent was told.",
        "在智能体钩子中将其输入内容发送到网络。";
    AGENT_PROXY = "agent-rerouted", "agent-config", Exfiltration, Critical, 70, Stealer, ["OWASP-ASI02", "T1557"],
        "Sends the agent's own traffic through somebody else's server.",
        "将智能体自身流量转经他人服务器。";
    UNDECLARED = "undeclared-host", "code-undeclared", Exfiltration, Medium, 61, Suspicious, ["T1041", "T1071"],
        "Sends something to a host of which the skill says nothing.",
        "向技能说明中未提及的主机发送数据。";
    CODE_TRIGGER = "conditional-code", "trigger", Evasion, High, 61, Trojan, ["OWASP-ASI10", "T1480"],
        "Runs or sends something only on a day, machine or user of its choice.",
        "仅在特定日期、主机或用户上执行或发送。";
    FILE_AWAY = "file-to-stranger", "code-files", Exfiltration, Medium, 64, Stealer, ["T1041"],
        "Sends a file to a host that the skill is not about.",
        "将文件发送到与技能用途无关的主机。";
    CLOUD_RIGHTS = "takes-cloud-rights", "code-rights", Privilege, High, 64, Trojan, ["OWASP-ASI03", "T1098"],
        "Gives itself an administrator's rights or a lasting key in a cloud.",
        "在云环境中取得管理员权限或长期密钥。";
    CLIPBOARD_SWAP = "swaps-clipboard", "code-clipboard", Integrity, Critical, 66, Trojan, ["T1565.002", "T1115"],
        "Puts something of its own into the clipboard, as those do who swap addresses of wallets.",
        "将自带内容（如钱包地址）写入剪贴板。";
}
