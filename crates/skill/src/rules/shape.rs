//! What is wrong with a package's form: hidden text, bytecode, foreign packages, odd members.

super::rules! {
    TAGS = "invisible-text", "hidden-text", Evasion, Critical, 75, Trojan, ["OWASP-ASI01", "AML.T0068", "T1027"],
        "Has text in invisible letters, which agents read and people do not see.",
        "含有不可见字符写成的文本，智能体可读而人看不到。";
    ZERO_WIDTH = "split-words", "hidden-text", Evasion, High, 55, Trojan, ["AML.T0068", "T1027"],
        "Has invisible characters inside words, so that searches miss them.",
        "单词中夹有不可见字符，以躲避检索。";
    BIDI = "reordered-text", "hidden-text", Evasion, High, 60, Trojan, ["T1036.002"],
        "Has characters that make text appear in another order than it is read.",
        "含有改变显示顺序的双向控制字符。";
    HIDDEN_STYLE = "styled-away", "hidden-text", Evasion, High, 61, Trojan, ["AML.T0068", "T1027"],
        "Has text that a style hides from people, and agents read.",
        "含有以样式隐藏、只有智能体能读到的文本。";
    MIXED_SCRIPT = "look-alike-letters", "hidden-text", Evasion, High, 55, Trojan, ["T1036"],
        "Has words that mix Latin with look-alike letters.",
        "单词混用外形相似的异体字母。";
    PADDING = "padding", "padding", Evasion, High, 45, Trojan, ["T1027.001"],
        "Has text pushed far away by empty space.",
        "用大量空白将文本推到视野之外。";
    ENCODED = "encoded-text", "encoded", Evasion, High, 30, Trojan, ["T1027"],
        "Has an encoded text that becomes instructions or code.",
        "含有编码后的指令或代码。";
    PYC_DIFFERS = "bytecode-differs", "bytecode", Evasion, Critical, 80, Trojan, ["OWASP-ASI04", "T1027"],
        "Its compiled Python does what its source does not show.",
        "编译后的 Python 字节码与其源码不符。";
    PYC_ALONE = "bytecode-alone", "bytecode", Evasion, High, 50, Suspicious, ["T1027"],
        "Has compiled Python without its source.",
        "含有没有源码的 Python 字节码。";
    BINARY = "program-inside", "binary", Execution, Medium, 30, Suspicious, ["OWASP-ASI04", "T1204.002"],
        "Brings a compiled program that cannot be reviewed as text.",
        "附带无法按文本审查的可执行程序。";
    MACRO_DOCUMENT = "document-with-code", "document", Execution, High, 62, Trojan, ["T1204.002"],
        "Brings a document with code in it.",
        "附带含有代码的文档。";
    DISGUISED = "disguised-file", "disguise", Evasion, High, 64, Trojan, ["T1036.008"],
        "A file is something other than its name says.",
        "文件的实际类型与其名称不符。";
    ESCAPING_NAME = "escaping-path", "escape", Execution, Critical, 70, Exploit, ["T1574"],
        "A member's name or link would be unpacked outside of its folder.",
        "成员路径或链接会被解压到目录之外。";
    LOCKED = "locked-archive", "locked", Evasion, Medium, 35, Suspicious, ["T1027"],
        "Brings an encrypted archive, whose content nobody can check.",
        "附带无法检查内容的加密压缩包。";
    TYPOSQUAT = "look-alike-package", "packages", SupplyChain, High, 66, Downloader, ["OWASP-ASI04", "T1195.001"],
        "Installs a package whose name is one slip away from a popular one.",
        "安装的软件包名与常用包仅差一笔。";
    FOREIGN_INDEX = "foreign-index", "packages", SupplyChain, High, 80, Downloader, ["OWASP-ASI04", "T1195.001"],
        "Installs packages from an index that is not the public one.",
        "从非官方软件源安装软件包。";
    INSTALL_HOOK = "install-hook", "packages-hook", SupplyChain, High, 62, Downloader, ["OWASP-ASI04", "T1195.002"],
        "Runs a command of its own when it is installed.",
        "安装时自动运行命令。";
    PREPARE_HOOK = "prepare-hook", "packages-hook", SupplyChain, Medium, 30, Downloader, ["OWASP-ASI04", "T1195.002"],
        "Runs a script of its own when it is prepared.",
        "准备依赖时自动运行自身脚本。";
    AGENT_CONFIG = "agent-configuration", "agent-config", Privilege, High, 50, RiskWare, ["OWASP-ASI03"],
        "Brings agent settings that start commands or allow everything.",
        "附带会启动命令或放开权限的智能体配置。";
    ALL_TOOLS = "all-tools", "tools", Privilege, Low, 8, RiskWare, ["OWASP-ASI03"],
        "Asks for all tools, or for any command.",
        "申请所有工具或任意命令的权限。";
}
