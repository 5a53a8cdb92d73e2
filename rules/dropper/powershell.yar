// PowerShell that fetches or hides the code that it runs.

rule hidden_download {
  meta:
    author = "Assay"
    description = "A hidden PowerShell without profile or policy downloads text and runs it"
    reference = "https://attack.mitre.org/techniques/T1059/001/"
    score = 88
    virus_type = "Downloader"
    family = "dropper.powershell"
    meaning_en = "PowerShell runs hidden, past its execution policy, and starts code fetched from the network."
    meaning_zh = "PowerShell 绕过执行策略隐藏运行，并执行从网络下载的代码。"
  strings:
    $hidden = /-w(i(n(d(o(w(s(t(y(l(e)?)?)?)?)?)?)?)?)?)?\s+["']?(h(id(den)?)?|1)\b/ nocase ascii wide
    $policy = /-(ep|exec(utionpolicy)?|ex)\s+["']?(bypass|unrestricted)/ nocase ascii wide
    $profile = /-nop(rofile)?\b|-noni(nteractive)?\b|-sta\b/ nocase ascii wide
    $fetch = /\.\s*download(string|file|data)\b|(invoke-webrequest|\biwr|invoke-restmethod|\birm)\s+[^\n|;]{0,40}https?:|start-bitstransfer|net\.webclient/ nocase ascii wide
    $run = /\b(iex|invoke-expression|start-process|invoke-item)\b|\|\s*\.?\s*i?ex\b|&\s*\(\s*["']i["']?\s*\+|\[scriptblock\]::create/ nocase ascii wide
    $shell = /powershell|pwsh/ nocase ascii wide
    $url = /https?:\/\//  nocase ascii wide
  condition:
    filesize < 2MB and $shell and $hidden and ($policy or $profile) and $fetch and $run and $url
    and not labels contains " ELF" and not labels contains " PE32"
}

rule encoded_command {
  meta:
    author = "Assay"
    description = "PowerShell is given a long encoded command, hidden or without profile"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 84
    virus_type = "Downloader"
    family = "dropper.powershell"
    meaning_en = "PowerShell runs an encoded command, hidden: what it does cannot be read."
    meaning_zh = "PowerShell 隐藏执行经编码的命令，无法直接阅读其内容。"
  strings:
    // The base64 of UTF-16 text that begins as most such commands do: "IEX", "$", "[", "powershell", "(New", "Invoke", "Set", "function".
    $encoded = /powershell(\.exe)?["']?\s[^\n]{0,160}-e(nc?|ncodedcommand|c|ncoded)?\s+["']?(SQBFAFgA|JAB|WwB|cABvAHcA|KABOAGUAdw|KAB|SQBuAHYAbwBrAGUA|UwBlAHQA|aQBlAHgA|ZgB1AG4AYw|IwB|JgAo|YwBtAGQA)[A-Za-z0-9+\/]{40,}/ nocase ascii wide
    $flags = /-(nop|noprofile|w(indowstyle)?\s+(h|hidden|1)|ep\s+bypass|exec\s+bypass|executionpolicy\s+bypass|noni|sta)\b/ nocase ascii wide
  condition:
    filesize < 4MB and $encoded and $flags
    and not labels contains " ELF"
}

rule download_and_run {
  meta:
    author = "Assay"
    description = "A downloaded text is run at once, from a bare address or a paste site"
    reference = "https://attack.mitre.org/techniques/T1059/001/"
    score = 80
    virus_type = "Downloader"
    family = "dropper.powershell-run"
    meaning_en = "Code fetched from a bare address or a paste site is run at once."
    meaning_zh = "从裸 IP 地址或粘贴站点下载代码后立即执行。"
  strings:
    $bare = /\b(iex|invoke-expression)\b[^\n]{0,80}(download(string|data)|invoke-webrequest|iwr|invoke-restmethod|irm)\b[^\n]{0,40}https?:\/\/(\d{1,3}(\.\d{1,3}){3}|pastebin\.com|[\w.-]{1,40}\.onion|transfer\.sh|cdn\.discordapp\.com|bit\.ly|tinyurl)/ nocase ascii wide
    $piped = /(download(string|data)|invoke-webrequest|iwr|irm)\b[^\n|]{0,40}https?:\/\/(\d{1,3}(\.\d{1,3}){3}|pastebin\.com|transfer\.sh|cdn\.discordapp\.com)[^\n|]{0,120}\|\s*(iex|invoke-expression)\b/ nocase ascii wide
    $local = /https?:\/\/(127\.0\.0\.1|169\.254\.169\.254|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/ private ascii wide
  condition:
    filesize < 1MB and any of ($bare, $piped) and not $local
    and not labels contains " ELF" and not labels contains " PE32"
}

rule obfuscated {
  meta:
    author = "Assay"
    description = "PowerShell text is split, reordered, ticked or built from characters, then run"
    reference = "https://attack.mitre.org/techniques/T1027/010/"
    score = 82
    virus_type = "MalScript"
    family = "dropper.powershell-obfuscated"
    meaning_en = "PowerShell code is scrambled so that nobody can read it, and run."
    meaning_zh = "PowerShell 代码被打乱混淆后执行，使人无法阅读。"
  strings:
    $reorder = /["'](\{\d{1,2}\}){4,40}["']\s*-f\s*["']/ nocase
    $ticks = /\b(i`e`?x|n`?e`w-`?o|ne`w-|in`vo|i`nvo|do`wn|d`own|dow`n|inv`oke|st`art-|fr`omb|s`et-)/ nocase
    $chars = /(\[char\]\s*(0x)?[0-9a-f]{2,3}\s*\+\s*){6}/ nocase
    $env = /\$(env:comspec|pshome|shellid|verbosepreference)\s*(\.tostring\s*\(\s*\))?\s*\[\s*\d{1,2}/ nocase
    $shape = /[&.]\s*\(\s*["'](\{\d{1,2}\}){2,12}["']\s*-f\s*["']|\.\s*\(\s*["']i["']\s*\+\s*["']ex["']|&\s*\(\s*["']ie["']\s*\+\s*["']x|\(\s*["']n["']?\s*\+\s*["']?ew-obj/ nocase
    $gzip = /(io\.compression\.(gzip|deflate)stream)[^\n]{0,120}frombase64string/ nocase
    $gzip_after = /frombase64string\s*\(\s*(["'][A-Za-z0-9+\/=\s]{20,12000}["']|\$\w{1,40})\s*\)[\x00-\xff]{0,600}io\.compression\.(gzip|deflate)stream/ nocase
    $run = /\b(iex|invoke-expression)\b|\[scriptblock\]::create|\.invoke\s*\(|-join/ nocase
    $powershell = /\$\w+\s*=|powershell|new-object|\biex\b|-join/ nocase
  condition:
    filesize < 2MB and $powershell and not labels contains " ELF" and not labels contains " PE32"
    and (($reorder and $run and (#reorder > 2 or $ticks)) or #ticks > 3 or ($chars and $run) or $env or $shape
      or (filesize < 300KB and $run and any of ($gzip*) and #run < 6))
}

rule in_memory_loader {
  meta:
    author = "Assay"
    description = "PowerShell looks up functions of the system and puts machine code into memory, or switches the script scanner off"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 88
    virus_type = "Trojan"
    family = "dropper.powershell-memory"
    meaning_en = "PowerShell puts machine code into memory and runs it, or blinds the system's script scanner."
    meaning_zh = "PowerShell 将机器码写入内存执行，或使系统脚本扫描失效。"
  strings:
    $alloc = /VirtualAlloc(Ex)?\b|VirtualProtect\b/ nocase
    $thread = /CreateThread|CreateRemoteThread|NtCreateThreadEx|QueueUserAPC|GetDelegateForFunctionPointer/ nocase
    $copy = /Marshal\]?::Copy|WriteProcessMemory|RtlMoveMemory/ nocase
    $lookup = /GetProcAddress|DllImport|UnsafeNativeMethods|DefineDynamicAssembly/ nocase
    $powershell = /\bfunction\s+[\w-]+|\$\w+\s*=|add-type|new-object/ nocase
    $amsi = /amsi(utils|initfailed|scanbuffer|context)|["']am["']\s*\+\s*["']si/ nocase
    $bytes = /\[(System\.)?Byte\[\]\]|\[(System\.)?Convert\]::FromBase64String|0x[0-9a-f]{2}\s*,\s*0x|downloaddata|\.content\b|readallbytes/ nocase
    $reflection = /\[Ref\]\.Assembly|\bGetType\s*\(|DllImport/ nocase
    $amsi_act = /setvalue\s*\(|virtualprotect|GetField\s*\(|0xb8\s*,\s*0x57/ nocase
  condition:
    filesize < 8MB and $powershell and not labels contains " ELF" and not labels contains " PE32"
    and (not labels contains " C# " or labels contains " PowerShell ") and (
      ($alloc and $thread and $copy and $lookup and $bytes)
      or ($amsi and $amsi_act and $reflection)
    )
}

rule assembly_loaded {
  meta:
    author = "Assay"
    description = "PowerShell decodes or fetches a program of .NET and starts it in its own memory"
    reference = "https://attack.mitre.org/techniques/T1620/"
    score = 78
    virus_type = "Trojan"
    family = "dropper.powershell-memory"
    meaning_en = "PowerShell decodes or fetches a program and starts it in memory, without a file."
    meaning_zh = "PowerShell 解码或下载程序并直接在内存中执行。"
  strings:
    $load = /\[?(System\.)?Reflection\.Assembly\]?::['"]?Load['"]?\s*\(|CurrentDomain\.Load\s*\(|Assembly\]::['"]?Load['"]?\s*\(/ nocase
    $decode = /-bxor\b|frombase64string|gzipstream|deflatestream|downloaddata|createdecryptor|invoke-webrequest|\[array\]::reverse/ nocase
    $start = /\.invoke\s*\(\s*(\$null|0)|entrypoint|createinstance/ nocase
    $module = /\.psm1|Export-ModuleMember|\[CmdletBinding\(\)\]|<#\s*\.SYNOPSIS/ nocase private
  condition:
    filesize < 16MB and $load and $decode and $start and (not $module or #decode > 3)
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF " and not labels contains " ASPX "
}
