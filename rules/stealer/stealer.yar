// Stealing credentials and data.

rule browser_passwords_sent_out {
  meta:
    author = "Assay"
    description = "A browser's stored passwords or cookies are decrypted and sent to a chat service or web hook"
    reference = "https://attack.mitre.org/techniques/T1555/003/"
    score = 90
    virus_type = "Stealer"
    family = "stealer.browser"
    meaning_en = "Passwords or cookies stored by browsers are read, decrypted and sent out."
    meaning_zh = "读取并解密浏览器保存的密码或 Cookie，并向外发送。"
  strings:
    $store1 = /Login ?Data\b/ ascii wide
    $store2 = /(logins|key4)\.(json|db)\b|\\Network\\Cookies|cookies\.sqlite|Web Data\b/ ascii wide
    $store3 = /os_crypt|encrypted_key|Local State\b/ ascii wide
    $crypt = /CryptUnprotectData|win32crypt|ProtectedData\]?(\.|::)Unprotect|NCryptDecrypt|PK11SDR_Decrypt|AES\.new\s*\([^)\n]{0,60}MODE_GCM|AESGCM/ ascii wide
    $sql = /SELECT\s+(action_url|origin_url|host_key|name_on_card)[^\n\x00]{0,120}FROM\s+(logins|cookies|credit_cards)/ nocase ascii wide
    $out1 = /api\.telegram\.org\/bot/ nocase ascii wide
    $out2 = /discord(app)?\.com\/api\/(v\d+\/)?webhooks\// nocase ascii wide
    $out3 = /(smtp\.gmail\.com|smtplib|ftplib|SmtpClient|api\.gofile\.io|store\d?\.gofile|transfer\.sh|anonfiles|file\.io|pastebin\.com\/api)/ nocase ascii wide
    $wallet = /(wallet\.dat|\\Exodus\\|\\Electrum\\wallets|metamask|nkbihfbeogaeaoehlefnkodbefgpgknn|Atomic\\Local Storage)/ nocase ascii wide
    $token = /(leveldb|Local Storage\\\\?leveldb)[\x00-\xff]{0,400}[\w-]{24}\\\.|mfa\\\.\[\\w-\]\{84\}|dQw4w9WgXcQ:/ ascii wide
  condition:
    filesize < 32MB and (
      (($store1 or $store2) and ($crypt or $sql) and any of ($out*) and ($store3 or $sql or $wallet))
      or ($token and any of ($out1, $out2) and any of ($store*, $wallet))
    )
}

rule files_sent_to_web_hook {
  meta:
    author = "Assay"
    description = "Keys, environment or wallets of the user are collected and sent to a chat service or web hook"
    reference = "https://attack.mitre.org/techniques/T1567/004/"
    score = 86
    virus_type = "Stealer"
    family = "stealer.files"
    meaning_en = "Private keys, passwords or wallets of the user are collected and sent out."
    meaning_zh = "收集用户的私钥、密码或钱包文件并向外发送。"
  strings:
    $secret1 = /\.ssh\/(id_rsa|id_ed25519|id_ecdsa)|\.aws\/credentials|\.kube\/config|\.netrc\b|\.docker\/config\.json|\.git-credentials|\.npmrc|\.pypirc/ ascii wide
    $secret2 = /wallet\.dat|\.bitcoin\/|\.electrum\/wallets|keystore\/UTC--|Exodus\/exodus\.wallet/ ascii wide
    $secret3 = /\/etc\/shadow\b/ ascii wide
    $env = /os\.environ\b[^\n]{0,40}(json|str|items|copy|dict)|process\.env\s*[,)]|JSON\.stringify\s*\(\s*process\.env|\benv\s*\|\s*(base64|curl)/
    $send = /requests\.post\s*\(|urlopen\s*\(|https?\.request\s*\(|fetch\s*\(|axios\.post|curl\s+[^\n]{0,60}(-d|-F|--data|-T|--upload-file)|Invoke-(WebRequest|RestMethod)[^\n]{0,60}-Method\s+Post/ nocase
    $hook = /api\.telegram\.org\/bot|discord(app)?\.com\/api\/(v\d+\/)?webhooks\/|webhook\.site\/|\.ngrok(-free)?\.(io|app)|requestbin|pipedream\.net|\.oast(ify)?\.(com|pro|live|fun|me|site)|burpcollaborator|interact\.sh|hookb\.in|beeceptor/ nocase
  condition:
    filesize < 4MB and $hook and $send and (any of ($secret*) or $env)
    and not labels contains " PDF "
}

rule key_logger {
  meta:
    author = "Assay"
    description = "Keys that the user presses are recorded and sent out"
    reference = "https://attack.mitre.org/techniques/T1056/001/"
    score = 80
    virus_type = "Stealer"
    family = "stealer.keys"
    meaning_en = "Keys that the user presses are recorded and sent out."
    meaning_zh = "记录用户按键并向外发送。"
  strings:
    $hook1 = /keyboard\.Listener\s*\(\s*on_press|pyHook\.HookManager|keyboard\.on_(press|release)\s*\(/
    $hook2 = /GetAsyncKeyState/
    $powershell = /\[DllImport|Add-Type|\$\w+\s*=/
    $send = /smtplib|smtp\.\w+\.com|sendmail\s*\(|api\.telegram\.org\/bot|discord(app)?\.com\/api\/(v\d+\/)?webhooks\/|Send-MailMessage|Net\.Mail\.SmtpClient|ftplib/ nocase
    $store = /open\s*\([^)\n]{1,60}["']a["']|Out-File|Add-Content|AppendAllText|\+=\s*str\s*\(\s*key|log\s*\+?=|\.write\s*\(|\.append\s*\(/ nocase
  condition:
    filesize < 512KB and $send and $store and ($hook1 or ($hook2 and $powershell))
    and not labels contains " PE32" and not labels contains " ELF"
}
