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
    $encoded = /"(pre|post)?install"\s*:\s*"[^"\n]{0,40}(node\s+-e|powershell|bash\s+-c|sh\s+-c|python3?\s+-c)[^"\n]{0,60}(base64|atob|eval|-enc|https?:)/ nocase
    $sends = /"(pre|post)?install"\s*:\s*"[^"\n]{0,60}(curl|wget|nslookup|ping)\s[^"\n]{0,200}(\$\(|`)(hostname|whoami|id|env|cat|pwd)/
    $setup = /class\s+\w+\s*\(\s*(install|develop|egg_info|build_py)\s*\)[\x00-\xff]{0,900}(base64\.b64decode|urlopen\s*\(|requests\.(get|post)\s*\(|socket\.socket|subprocess\.[\w]{3,12}\s*\([^\n]{0,60}(curl|wget|powershell))/
    $cmdclass = /cmdclass\s*=/
  condition:
    filesize < 1MB and (any of ($hook, $encoded, $sends) or ($setup and $cmdclass))
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
    $started = /(createWriteStream|writeFile(Sync)?)\s*\([^\n]{0,80}(tmpdir|TEMP|APPDATA|\/tmp\/)[\x00-\xff]{0,600}(exec|execFile|spawn)(Sync)?\s*\(/
    $binary = /https?:\/\/[^"'`\s]{4,120}\.(exe|bat|ps1|vbs|scr)["'`]/
    $require = /require\s*\(\s*["'](node:)?(child_process|fs|os|https?|vm)["']\s*\)|\bimport\s/
    $browser = /\bdocument\.|window\.addEventListener/ private
  condition:
    filesize < 4MB and ($decoded or $hex or ($require and (($fetched and not $browser) or ($started and $binary))))
    and not labels contains " ELF" and not labels contains " PE32"
}
