// Collecting what browsers, wallets and tools keep of their user.

rule browser_passwords_decrypted {
  meta:
    author = "Assay"
    description = "The table of a browser's passwords is read and decrypted"
    reference = "https://attack.mitre.org/techniques/T1555/003/"
    score = 78
    virus_type = "Stealer"
    family = "stealer.browser"
    meaning_en = "Passwords stored by a browser are read out of its files and decrypted."
    meaning_zh = "从浏览器文件中读取并解密已保存的密码。"
  strings:
    $table = /SELECT\s[^\n\x00]{0,160}password_value[^\n\x00]{0,160}FROM\s+logins/ nocase ascii wide
    $store = /Login ?Data\b/ ascii wide
    $key = /CryptUnprotectData|ProtectedData|Chrome Safe Storage|BCryptDecrypt|MODE_GCM|AESGCM|AesGcm/ ascii wide
    $chromium = "chrome_child.dll" private ascii wide
  condition:
    filesize < 16MB and $table and $store and $key and not $chromium
}

rule stores_collected {
  meta:
    author = "Assay"
    description = "The files of browsers, wallets, chat programs and keys are collected and sent out"
    reference = "https://attack.mitre.org/techniques/T1005/"
    score = 84
    virus_type = "Stealer"
    family = "stealer.files"
    meaning_en = "What browsers, wallets and chat programs keep of their user is collected and sent out."
    meaning_zh = "收集浏览器、钱包、聊天软件保存的用户数据并向外发送。"
  strings:
    $s01 = /\bLogin\\? ?Data\b/ ascii wide
    $s02 = /\b(logins\.json|key[34]\.db|signons\.sqlite)/ ascii wide
    $s03 = /Local Extension Settings|nkbihfbeogaeaoehlefnkodbefgpgknn|bfnaelmomeimhlpmgjnjophhpkkoljpa/ ascii wide
    $s04 = /exodus\.wallet|Electrum[\\\/]+wallets|atomic[\\\/]+Local Storage|Ethereum[\\\/]+keystore|wallet\.dat\b|\.config\/solana|Coinomi[\\\/]+|Jaxx|MultiDoge|Ledger Live/ nocase ascii wide
    $s05 = /Telegram Desktop[\\\/]+tdata|\btdata\b/ ascii wide
    $s06 = /discord(canary|ptb)?[\\\/]{1,4}Local Storage|Local Storage[\\\/]{1,4}leveldb/ nocase ascii wide
    $s07 = /FileZilla[\\\/]+(recentservers|sitemanager)\.xml|WinSCP\.ini|Martin Prikryl|CoreFTP|\.purple[\\\/]+accounts\.xml/ nocase ascii wide
    $s08 = /Steam[\\\/]+config|ssfn\d*|loginusers\.vdf/ nocase ascii wide
    $s09 = /Library\/Keychains|login\.keychain|dump-keychain|find-generic-password/ ascii
    $s10 = /wlan\s+show\s+profiles?[\x00-\xff]{0,200}key\s*=\s*clear|key=clear/ nocase ascii wide
    $s11 = /\.ssh[\\\/]+(id_rsa|id_ed25519)|~\/\.ssh\b|\.aws[\\\/]+credentials|\.kube[\\\/]+config/ ascii wide
    $s12 = /\bWeb\\? Data\b/ ascii wide
    $s13 = /group\.com\.apple\.notes|NoteStore\.sqlite|Cookies\.binarycookies/ ascii
    $s14 = /Opera Software|BraveSoftware|Yandex[\\\/]+YandexBrowser|Vivaldi[\\\/]+User Data/ ascii wide
    $out = /requests\.(post|put)\s*\(|send_?document|sendDocument|UploadFile|UploadData|UploadValues|PostAsync|MultipartFormData|axios\.post|form-data|curl(\.exe)?\s[^\n\x00]{0,120}(-F|-T|-d|--data|--form|--upload-file|-X\s*POST)|Method\s+Post|WinHttpSendRequest|HttpSendRequest|FtpPutFile|storbinary|smtplib|SmtpClient|CDO\.Message|webhooks\/|http\.(Post|NewRequest)/ ascii wide nocase
    $cleaner = /bleachbit|CleanerML/ nocase private
  condition:
    filesize < 12MB and 3 of ($s*) and $out and not $cleaner
    and not labels contains " PDF "
}

rule wallets_of_extensions {
  meta:
    author = "Assay"
    description = "The numbers of several wallets that are extensions of browsers, and the folder where they keep their keys"
    reference = "https://attack.mitre.org/techniques/T1555/"
    score = 80
    virus_type = "Stealer"
    family = "stealer.wallets"
    meaning_en = "The code looks for the keys of several wallets that are extensions of browsers."
    meaning_zh = "代码查找多个浏览器钱包扩展保存的密钥。"
  strings:
    $id01 = "nkbihfbeogaeaoehlefnkodbefgpgknn" ascii wide
    $id02 = "bfnaelmomeimhlpmgjnjophhpkkoljpa" ascii wide
    $id03 = "ibnejdfjmmkpcnlpebklmnkoeoihofec" ascii wide
    $id04 = "fhbohimaelbohpjbbldcngcnapndodjp" ascii wide
    $id05 = "hnfanknocfeofbddgcijnmhnfnkdnaad" ascii wide
    $id06 = "ejbalbakoplchlghecdalmeeeajnimhm" ascii wide
    $id07 = "aholpfdialjgjfhomihkjbmgjidlcdno" ascii wide
    $id08 = "fnjhmkhhmkbjkkabndcnnogagogbneec" ascii wide
    $id09 = "mcohilncbfahbmgdjkbpemcciiolgcge" ascii wide
    $id10 = "aeachknmefphepccionboohckonoeemg" ascii wide
    $id11 = "egjidjbpglichdcondbcbdnbeeppgdph" ascii wide
    $id12 = "jblndlipeogpafnldhgmapagcccfchpi" ascii wide
    $folder = /Local Extension Settings|Extension State|IndexedDB|User Data|leveldb|\.ldb\b/ ascii wide
  condition:
    filesize < 16MB and 3 of ($id*) and $folder
}

rule tokens_of_chat {
  meta:
    author = "Assay"
    description = "The pattern of a chat service's tokens is looked for in the files of its programs"
    reference = "https://attack.mitre.org/techniques/T1528/"
    score = 84
    virus_type = "Stealer"
    family = "stealer.tokens"
    meaning_en = "The code looks for the tokens by which users of a chat service are signed in."
    meaning_zh = "代码在聊天软件文件中搜寻用户的登录令牌。"
  strings:
    $pattern1 = /\[\\{1,2}w-?\]\{2[46](,2[68])?\}(\\{1,2}\.|\[\.\])\[\\{1,2}w-?\]\{6\}(\\{1,2}\.|\[\.\])\[\\{1,2}w-?\]\{(2[57]|27|38|25,110)/
    $pattern2 = /mfa\\{1,2}\.\[\\{1,2}w-\]\{84\}/
    $pattern3 = "dQw4w9WgXcQ:"
    $store = /leveldb|Local Storage|\.ldb\b/
    $program = /discord/ nocase
  condition:
    filesize < 16MB and any of ($pattern*) and $store and $program
}

rule password_asked_by_script {
  meta:
    author = "Assay"
    description = "A script asks for the user's password in a window of its own, and tries it or takes the key chain"
    reference = "https://attack.mitre.org/techniques/T1056/002/"
    score = 86
    virus_type = "Stealer"
    family = "stealer.prompt"
    meaning_en = "A window that looks like the system's asks for the password, which the script keeps for itself."
    meaning_zh = "脚本伪装系统窗口骗取用户密码。"
  strings:
    $ask = /display dialog[\x00-\xff]{0,400}with hidden answer/ nocase
    $try = /dscl\s+(\.|\/Local\/Default)\s+-?authonly|dump-keychain|Library\/Keychains|security\s+(unlock-keychain|find-generic-password)/ nocase
    $send = /curl\s[^\n]{0,160}(-F|-d|--data|-T|-X\s*POST)/ nocase
    $prompt = /PromptForCredential|CredUIPromptForWindowsCredentials|Get-Credential\b[^\n]{0,80}-Message/ nocase
    $check = /ValidateCredentials|LogonUser|GetNetworkCredential\s*\(\s*\)\.Password/ nocase
    $out = /DownloadString|UploadString|Invoke-(WebRequest|RestMethod)|Net\.WebClient|webhook|api\.telegram/ nocase
  condition:
    filesize < 1MB and (($ask and ($try or $send)) or ($prompt and $check and $out))
}

rule clipboard_exchanged {
  meta:
    author = "Assay"
    description = "Addresses of wallets in the clipboard are recognised and replaced"
    reference = "https://attack.mitre.org/techniques/T1115/"
    score = 82
    virus_type = "Stealer"
    family = "stealer.clipboard"
    meaning_en = "The code replaces addresses of wallets in the clipboard, so that payments go to its maker."
    meaning_zh = "代码替换剪贴板中的钱包地址，使付款转入其作者账户。"
  strings:
    $clip = /pyperclip\.(copy|paste)|Clipboard\.(SetText|GetText)|Set-Clipboard|SetClipboardData|clipboard\.write(Text|_text|All)|clipboard_(append|get)|ClipPut\s*\(/ ascii wide
    $bitcoin = /\[13\][^\n\x00]{0,6}\[a-km-zA-HJ-NP-Z|\[1-?3\]\[a-zA-HJ-NP-Z|\(\??:?\[13\]\|bc1\)|bc1\)?\[|\(bc1\|\[13\]\)/ ascii wide
    $ether = /0x\[(a-fA-F0-9|0-9a-fA-F|a-f0-9)\]\{40\}/ ascii wide
    $monero = /[48]\[0-9AB\]\[1-9A-HJ-NP-Z/ ascii wide
    $tron = /T\[A-Za-z1-9\]\{33\}|T\[a-zA-Z0-9\]\{33\}|T\[1-9A-HJ-NP-Za-km-z\]\{33\}/ ascii wide
    $loop = /while\s*\(?\s*(True|1|true)|setInterval|Timer|AddClipboardFormatListener|Sleep\s*\(/ ascii wide
  condition:
    filesize < 8MB and $clip and $loop and 2 of ($bitcoin, $ether, $monero, $tron)
}

rule secrets_sent_by_shell {
  meta:
    author = "Assay"
    description = "A shell script gathers keys and credentials of several kinds and sends them out"
    reference = "https://attack.mitre.org/techniques/T1552/001/"
    score = 80
    virus_type = "Stealer"
    family = "stealer.files"
    meaning_en = "Keys and credentials of the machine's users are gathered and sent out."
    meaning_zh = "收集主机用户的密钥和凭据并向外发送。"
  strings:
    $k1 = /\.ssh\/(id_\w+|\*)|\bid_rsa\b|\bid_ed25519\b/
    $k2 = /\.aws\/(credentials|config)|AWS_SECRET_ACCESS_KEY/
    $k3 = /\.docker\/config\.json|\.kube\/config|\.git-credentials|\.npmrc|\.pypirc|\.netrc/
    $k4 = /\.(bash|zsh|mysql|psql)_history/
    $k5 = /169\.254\.169\.254\/latest\/meta-data\/iam|metadata\.google\.internal[^\n]{0,80}token/
    $k6 = /gcloud\/(credentials|access_tokens)|application_default_credentials|\.azure\/(accessTokens|msal)/
    $k7 = /\/etc\/shadow\b/
    $k8 = /\b(env|printenv)\s*(>>?|\|)/
    $k9 = /\/proc\/(\*|\$\w+|\d+)\/environ/
    $send = /\b(curl|wget)\s[^\n]{0,120}(-F\s|-T\s|-d\s*@|--data(-binary)?\s+["']?@|--upload-file|--post-file|--post-data)|\|\s*(curl|nc|ncat)\s|\/dev\/tcp\// nocase
    $about = /^(# |## |<!DOCTYPE|<html|\.TH |title: )|SecRule/ nocase private
  condition:
    filesize < 256KB and 3 of ($k*) and $send and not $about
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule screen_sent_out {
  meta:
    author = "Assay"
    description = "A script takes the screen again and again and sends it out"
    reference = "https://attack.mitre.org/techniques/T1113/"
    score = 76
    virus_type = "Stealer"
    family = "stealer.screen"
    meaning_en = "The script takes pictures of the screen again and again and sends them out."
    meaning_zh = "脚本持续截取屏幕并向外发送。"
  strings:
    $screen = /CopyFromScreen|ImageGrab\.grab|pyautogui\.screenshot|\bmss\s*\(|screencapture\s+-/
    $send = /UploadFile|UploadData|requests\.post\s*\([^\n]{0,120}files\s*=|send_?photo|send_?document|smtplib|SmtpClient|curl\s[^\n]{0,80}(-F|-T)|storbinary|sendall\s*\(/ nocase
    $again = /while\s*\(?\s*(\$?true|1)|for\s*\(\s*;\s*;|while\s+true|Timer\s*\(|setInterval/ nocase
    $sleep = /sleep|Timer/ nocase
    $view = /tkinter|PyQt|wx\.|QApplication|unittest|pytest/ private
  condition:
    filesize < 32KB and all of ($screen, $send, $again, $sleep) and not $view
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule chat_program_changed {
  meta:
    author = "Assay"
    description = "Code is put into a chat program that sends its user's token or password away"
    reference = "https://attack.mitre.org/techniques/T1554/"
    score = 86
    virus_type = "Stealer"
    family = "stealer.tokens"
    meaning_en = "Code is put into a chat program, to send away how its user signs in."
    meaning_zh = "向聊天软件植入代码，窃取用户登录凭据。"
  strings:
    $core = "discord_desktop_core"
    $token = /getToken|auth\/login|webRequest\.on(Completed|BeforeRequest)|users\/@me/
    $send = /webhooks\/|fetch\s*\(|https?\.request|XMLHttpRequest|requests\.post/
    $write = /writeFile(Sync)?\s*\(|\.write\s*\(|open\s*\([^\n]{0,80}["']w/
  condition:
    filesize < 2MB and $core and $token and $send and $write
}

rule hint_reads_stores {
  meta:
    author = "Assay"
    description = "A script reads what browsers, wallets or the wireless network keep of their user"
    reference = "https://attack.mitre.org/techniques/T1555/"
    score = 42
    virus_type = "Stealer"
    family = "hint.stores"
    meaning_en = "The script reads what browsers, wallets or the wireless network keep of their user."
    meaning_zh = "脚本读取浏览器、钱包或无线网络保存的用户数据。"
  strings:
    $browser = /(Google\\{1,2}Chrome|Microsoft\\{1,2}Edge|BraveSoftware|Opera Software|google-chrome|Mozilla\\{1,2}Firefox|\.mozilla\/firefox|Application Support\/Google\/Chrome|YandexBrowser)/
    $store = /Login\\? ?Data|\bCookies\b|Web\\? ?Data|Local State|logins\.json|key4\.db|cookies\.sqlite|leveldb|Local Extension Settings/
    $library = /\b(browser_cookie3|pycookiecheat|rookiepy)\b|\.ROBLOSECURITY/
    $wireless = /wlan\s+(show|export)\s+profiles?/ nocase
    $wallet = /exodus\.wallet|Electrum[\\\/]+wallets|wallet\.dat|\.config\/solana|Telegram Desktop[\\\/]+tdata/
    $cleaner = /bleachbit|cleaner|unittest|pytest|selenium|playwright|puppeteer/ nocase private
  condition:
    filesize < 96KB and not $cleaner and (($browser and $store) or $library or $wireless or $wallet)
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF " and not labels contains " HTML "
}

rule hint_packs_documents {
  meta:
    author = "Assay"
    description = "A script packs the documents of its user into an archive"
    reference = "https://attack.mitre.org/techniques/T1560/"
    score = 42
    virus_type = "Stealer"
    family = "hint.packs"
    meaning_en = "The script packs the documents of its user into an archive."
    meaning_zh = "脚本将用户文档打包为压缩文件。"
  strings:
    $pack = /Compress-Archive|ZipFile\s*\(|make_archive|\btar\s+-?c\w*f|\bzip\s+-\w*r|\b(7z|rar|winrar)(\.exe)?["']?\s+a\s|ditto\s+-c\s+-k|CreateFromDirectory|archiver\s*\(|adm-zip/ nocase
    $documents = /\*\.(docx?|xlsx?|pdf|kdbx|wallet|key|pem|ovpn|rdp)\b|\*wallet\*|\*seed\*|\*password\*/ nocase
    $folder = /\b(Desktop|Documents|Downloads)\b/
    $build = /setup\.py|\bmake\b|cmake|unittest|pytest|\bbackup\b/ nocase private
  condition:
    filesize < 64KB and $pack and ($documents and $folder) and not $build
    and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF " and not labels contains " HTML "
}
