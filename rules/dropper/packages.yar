// Packages of programming languages that run what they fetch or hide as soon as they are installed or imported.

rule python_runs_hidden_text {
  meta:
    author = "Assay"
    description = "Python that runs code which it fetches or unpacks out of its own text"
    reference = "https://attack.mitre.org/techniques/T1195/001/"
    score = 82
    virus_type = "Downloader"
    family = "dropper.python"
    meaning_en = "The script runs code that it fetches or that is packed inside it, so that nobody can read it."
    meaning_zh = "脚本执行下载或内部打包的代码，使人无法阅读其真实内容。"
  strings:
    $fetched = /\b(exec|eval)\s*\(\s*(compile\s*\(\s*)?(requests\.get|urllib2?(\.request)?\.urlopen|__import__\s*\(\s*["'](requests|urllib)[^\n]{0,60}\.(get|urlopen))\s*\([^\n]{4,200}\.(text|read|content)/
    $unpacked = /\b(exec|eval)\s*\(\s*(compile\s*\(\s*)?((marshal\.loads|zlib\.decompress|lzma\.decompress|bz2\.decompress|gzip\.decompress|codecs\.decode|__import__\s*\(\s*["'](marshal|zlib|base64|codecs|lzma|bz2)["']\s*\)\.\w+|base64\.b(64|32|85)decode|bytes\.fromhex)\s*\(\s*){1,5}[^\n]{0,12}["'][^"'\n]{80}/
    $twice = /\bexec\s*\(\s*(compile\s*\(\s*)?(\(?(__import__\s*\(\s*["'])?(marshal|zlib|lzma|bz2|gzip|base64|codecs)(["']\s*\))?\.(loads|decompress|decode|b(16|32|64|85)decode|a85decode)\s*\(\s*){2,6}[^\n]{0,12}["'][^"'\n]{20}/
    $keyed = /\bexec\s*\(\s*(bytes|bytearray|['"]{2}\.join|str)\s*\(\s*[^\n]{0,40}\^\s*\w{1,20}[^\n]{0,40}\bfor\s+\w+(\s*,\s*\w+)?\s+in\b/
    $two_steps = /\b\w{1,30}\s*=\s*[\w.]{0,30}(urlopen|requests\.get|session\.get)\s*\([^\n]{4,200}(\.text|\.content|\.read\s*\(\s*\))[^\n]{0,40}\n([^\n]{0,80}\n)?\s{0,40}exec\s*\(\s*\w/
    $received = /\.recv\s*\([\x00-\xff]{0,400}\bexec\s*\(\s*(compile\s*\(\s*)?((zlib|lzma|marshal|base64|codecs)\.\w{4,12}\s*\(\s*){1,3}\w/
    $setup_unpacks = /\bexec\s*\(\s*(compile\s*\(\s*)?(base64\.b(16|32|64|85)decode|bytes\.fromhex|__import__\s*\(\s*["'](base64|zlib|codecs))[\x00-\xff]{8,6000}\bsetup\s*\(/
    $lambda = /_\s*=\s*lambda\s+__\s*:\s*__import__\s*\(\s*['"](zlib|base64|marshal)['"]\s*\)[^\n]{0,160}exec\s*\(\s*\(?_\)?\s*\(/
    $fernet = /exec\s*\(\s*Fernet\s*\(\s*b?["'][^"'\n]{20,60}["']\s*\)\.decrypt\s*\(/
    $temporary = /(urlretrieve|requests\.get|urlopen)\s*\([^\n]{0,40}https?:\/\/[^\n]{4,160}\.(exe|bat|ps1|vbs|scr|dll)["'][\x00-\xff]{0,400}(os\.startfile|subprocess\.(Popen|call|run)|os\.system)\s*\(/
    $powershell = /subprocess\.(Popen|run|call)\s*\([^\n]{0,60}powershell[^\n]{0,120}(-e(nc|ncodedcommand)?\s|hidden|downloadstring|iwr|invoke-webrequest)/ nocase
  condition:
    filesize < 4MB and any of them and not labels contains " ELF" and not labels contains " PE32"
}

rule install_script_fetches {
  meta:
    author = "Assay"
    description = "A package runs a fetched or encoded script when it is installed"
    reference = "https://attack.mitre.org/techniques/T1195/001/"
    score = 82
    virus_type = "Downloader"
    family = "dropper.install"
    meaning_en = "Installing the package runs a script that is fetched from elsewhere or encoded."
    meaning_zh = "安装该软件包时会运行从外部下载或经编码的脚本。"
  strings:
    $hook = /"(pre|post)?install"\s*:\s*"[^"\n]{0,80}(curl|wget)\s[^"\n]{0,160}(\|\s*(ba)?sh\b|&&\s*(ba)?sh\s|-O\s*-?\s*\|)/
    $encoded = /"(pre|post)?install"\s*:\s*"[^"\n]{0,40}(node\s+-e|powershell|bash\s+-c|sh\s+-c|python3?\s+-c)([^"\n\\]|\\.){0,300}(base64|atob|eval|-enc|https?:|\bexec\()/ nocase
    $sends = /"(pre|post)?install"\s*:\s*"[^"\n]{0,60}(curl|wget|nslookup|ping)\s[^"\n]{0,200}(\$\(|`)(hostname|whoami|id|env|cat|pwd)/
    $setup = /class\s+\w+\s*\(\s*(install|develop|egg_info|build_py)\s*\)[\x00-\xff]{0,900}(base64\.b64decode|urlopen\s*\(|requests\.(get|post)\s*\(|socket\.socket|subprocess\.[\w]{3,12}\s*\([^\n]{0,60}(curl|wget|powershell))/
    $cmdclass = /cmdclass\s*=/
    $starts = /(os\.(system|popen)|subprocess\.\w{3,14}|Popen)\s*\(\s*[^\n]{0,20}["'][^"'\n]{0,40}\b(curl|wget|powershell|iwr|mshta|bitsadmin|certutil)\b[^\n]{0,200}(\|\s*(ba|z)?sh\b|(&&|;)\s*((ba|z)?sh\s|chmod\s|\.\/|start\s|python)|-enc|hidden|\biex\b)/ nocase
    $calls_setup = /\bsetup\s*\(\s*(\n\s*)?(name\s*=|\*\*)/
  condition:
    filesize < 1MB and (any of ($hook, $encoded, $sends) or ($setup and $cmdclass) or ($starts and $calls_setup))
    and not labels contains " ELF" and not labels contains " PE32"
}

rule script_of_node_runs_hidden_text {
  meta:
    author = "Assay"
    description = "JavaScript for servers that runs code which it decodes or fetches"
    reference = "https://attack.mitre.org/techniques/T1059/007/"
    score = 80
    virus_type = "Downloader"
    family = "dropper.node"
    meaning_en = "The script runs code that it decodes or fetches, so that nobody can read it."
    meaning_zh = "脚本执行经解码或下载的代码，使人无法阅读其真实内容。"
  strings:
    $decoded = /\b(eval|new\s+Function|execSync|exec)\s*\(\s*(Buffer\.from|new\s+Buffer|atob)\s*\(\s*["'][A-Za-z0-9+\/=]{80,}["']\s*(,\s*["'](base64|hex)["'])?\s*\)/
    $hex = /\beval\s*\(\s*Buffer\.from\s*\(\s*["'][0-9a-f]{80,}["']\s*,\s*["']hex["']/
    $fetched = /(https?\.get|axios\.get|fetch|request(\.get)?)\s*\(\s*["'`]https?:\/\/[^"'`\n]{4,160}["'`][\x00-\xff]{0,300}[^.\w](eval|vm\.runIn\w+|new\s+Function)\s*\(\s*\w*(data|body|res|text|code)\b/
    $required = /(https?|axios|request|got|node-fetch)["']?\)?[\x00-\xff]{0,400}(new\s+Function\s*\(\s*["']require["']\s*,|runIn(This|New)Context\s*\(\s*(Buffer\.from|atob))/
    $started = /(createWriteStream|writeFile(Sync)?)\s*\([^\n]{0,80}(tmpdir|TEMP|APPDATA|\/tmp\/)[\x00-\xff]{0,600}(exec|execFile|spawn)(Sync)?\s*\(/
    $binary = /https?:\/\/[^"'`\s]{4,120}\.(exe|bat|ps1|vbs|scr)["'`]/
    $require = /require\s*\(\s*["'](node:)?(child_process|fs|os|https?|vm)["']\s*\)|\bimport\s/
    $browser = /\bdocument\.|window\.addEventListener/ private
  condition:
    filesize < 4MB and ($decoded or $hex or ($required and not $browser) or ($require and (($fetched and not $browser) or ($started and $binary))))
    and not labels contains " ELF" and not labels contains " PE32"
}

rule reports_its_machine {
  meta:
    author = "Assay"
    description = "A script collects the machine's name, its user and the environment, and sends them to a bare address or a catcher of requests"
    reference = "https://attack.mitre.org/techniques/T1195/001/"
    score = 80
    virus_type = "Stealer"
    family = "stealer.environment"
    meaning_en = "The script collects the machine's name, user and environment with its secrets, and sends them to a stranger."
    meaning_zh = "脚本收集主机名、用户及环境变量中的机密信息并发送给陌生方。"
  strings:
    $env = /os\.environ\b|process\.env\s*[,}\)]|JSON\.stringify\s*\(\s*process\.env|\bENV\.(to_h|to_json|each)|System\.getenv\s*\(\s*\)/
    $who1 = /gethostname\s*\(|os\.hostname\s*\(|platform\.node\s*\(/
    $who2 = /getpass\.getuser|os\.userInfo\s*\(|os\.getlogin|['"`]whoami/
    $who3 = /networkInterfaces\s*\(|dns\.getServers|uuid\.getnode|getnode\s*\(|ipify|ifconfig\.me|ipinfo\.io/
    $who4 = /\/etc\/passwd|\.ssh\/id_|\.aws\/|\.npmrc|\.bash_history|\.gitconfig/
    $who5 = /os\.homedir\s*\(|__dirname|os\.getcwd\s*\(|process\.cwd\s*\(/
    $send = /requests\.(post|get)\s*\(|urlopen\s*\(|https?\.(request|get)\s*\(|axios(\.post)?\s*\(|fetch\s*\(|dns\.(resolve|lookup)\w{0,4}\s*\(|Net::HTTP/
    $bare = /["'`](https?:\/\/)?\d{1,3}(\.\d{1,3}){3}(:\d{2,5})?[\/"'`]/
    $local = /["'`\/](127\.|0\.0\.0\.0|10\.\d|192\.168\.|255\.|169\.254|8\.8\.|1\.1\.1\.1|172\.(1[6-9]|2\d|3[01])\.)/ private
    $shell_info = /\$\(\s*(hostname|whoami|id|pwd|uname)\b[^)\n]{0,80}\)|`(hostname|whoami|id)`/
    $catcher = /\.oast(ify)?\.(com|pro|live|fun|me|site|online)|pipedream\.net|webhook\.site|requestbin|burpcollaborator|interact\.sh|dnslog\.|ceye\.io|\.ngrok(-free)?\.|beeceptor|hookdeck|discord(app)?\.com\/api\/webhooks|api\.telegram\.org\/bot|canarytokens/
  condition:
    filesize < 256KB and (($shell_info and $catcher and filesize < 16KB) or $env and 2 of ($who*) and $send and ($catcher or ($bare and not $local)))
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule ruby_or_perl_runs_fetched {
  meta:
    author = "Assay"
    description = "Ruby, Perl, PHP or Lua runs as code what it fetches from a site for texts, or from a bare address"
    reference = "https://attack.mitre.org/techniques/T1105/"
    score = 80
    virus_type = "Downloader"
    family = "dropper.script-fetch"
    meaning_en = "The script runs as code what it fetches from elsewhere."
    meaning_zh = "脚本把从外部获取的内容当作代码执行。"
  strings:
    $ruby = /\beval\s*\(?\s*(Net::HTTP\.get|open\s*\(\s*["']https?:|URI\.(open|parse)|HTTParty\.get|RestClient\.get|`curl\s)/
    $perl = /\beval\s*\(?\s*(get\s*\(?\s*["']https?:|LWP::Simple::get|`(curl|wget)\s|qx\W{0,3}(curl|wget)\s)/
    $lua = /\b(load|loadstring)\s*\(\s*(http\.request|game:HttpGet|syn\.request|io\.popen\s*\(\s*["'](curl|wget))/
    $test = /describe\s*["'(]|RSpec|minitest/ nocase private
  condition:
    filesize < 512KB and any of ($ruby, $perl, $lua) and not $test
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}
