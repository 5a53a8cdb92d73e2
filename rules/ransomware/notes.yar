// Ransom notes in languages other than English and Chinese: each says that the reader's files are encrypted, what to pay
// with, and how to get in touch.

private rule short_text {
  condition:
    filesize < 64KB and not labels contains " ELF" and not labels contains " PE32" and not labels contains " PDF "
}

rule note_in_another_language {
  meta:
    author = "Assay"
    description = "A short text says in one of a dozen languages that the reader's files are encrypted, and how to pay"
    reference = "https://attack.mitre.org/techniques/T1486/"
    score = 82
    virus_type = "RansomWare"
    family = "ransomware.note"
    meaning_en = "A ransom note: it says that files are encrypted and how to pay for them."
    meaning_zh = "勒索信：声称文件已被加密，并说明如何支付赎金。"
  strings:
    $russian = /(ваши|ваша|твои|всех?|Ваши|Ваша|Все|ВСЕ|ВАШИ|ВАША)[^.!?\n]{0,80}(файлы|данные|документы|база|базы|сервер|ФАЙЛЫ|ДАННЫЕ)[^.!?\n]{0,120}(зашифрован|заблокирован|ЗАШИФРОВАН)/
    $spanish = /(sus|tus|todos los|todos sus)\s[^.!?\n]{0,60}(archivos|ficheros|datos|documentos)[^.!?\n]{0,80}(han sido|fueron|est(á|a)n|se encuentran)\s[^.!?\n]{0,20}(cifrad|encriptad|bloquead|secuestrad)/ nocase
    $french = /(vos|tous vos|tes)\s[^.!?\n]{0,60}(fichiers|donn(é|e)es|documents)[^.!?\n]{0,80}(ont (é|e)t(é|e)|sont)\s[^.!?\n]{0,20}(chiffr|crypt|verrouill)/ nocase
    $german = /(ihre|deine|alle|s(ä|ae?)mtliche)\s[^.!?\n]{0,60}(dateien|daten|dokumente)[^.!?\n]{0,80}(wurden|sind)\s[^.!?\n]{0,40}(verschl(ü|ue?)sselt|gesperrt)/ nocase
    $portuguese = /(seus|os seus|todos os)\s[^.!?\n]{0,60}(arquivos|ficheiros|dados|documentos)[^.!?\n]{0,80}(foram|est(ã|a)o)\s[^.!?\n]{0,20}(criptografad|encriptad|cifrad|bloquead|sequestrad)/ nocase
    $italian = /(i tuoi|i vostri|i suoi|tutti i)\s[^.!?\n]{0,60}(file|dati|documenti)[^.!?\n]{0,80}(sono stati|sono)\s[^.!?\n]{0,20}(criptat|cifrat|crittografat|bloccat)/ nocase
    $polish = /(twoje|wszystkie|pa(ń|n)stwa)\s[^.!?\n]{0,60}(pliki|dane|dokumenty)[^.!?\n]{0,60}(zosta(ł|l)y|s(ą|a))\s[^.!?\n]{0,20}zaszyfrowan/ nocase
    $turkish = /(dosyalar(ı|i)n(ı|i)z|verileriniz|belgeleriniz)[^.!?\n]{0,60}(ş|s)ifrelen/ nocase
    $dutch = /(uw|al uw|je)\s[^.!?\n]{0,60}(bestanden|gegevens|documenten)[^.!?\n]{0,60}(zijn|werden)\s[^.!?\n]{0,20}(versleuteld|vergrendeld)/ nocase
    $japanese = /(ファイル|データ)[^\n]{0,60}暗号化/
    $korean = /(파일|데이터|문서)[^.!\n]{0,60}암호화/
    $chinese = /(檔案|文件|資料)[^\n]{0,60}(已|被)[^\n]{0,20}加密/
    $pay = /bit-?coin|\bBTC\b|monero|\bXMR\b|биткоин|биткойн|выкуп|криптовалют|ран(ç|c)on|rançon|rescate|l(ö|oe?)segeld|resgate|riscatto|\bokup|fidye|losgeld|比特幣|贖金|ビットコイン|身代金|비트코인/ nocase
    $mail = /[\w.+-]{2,40}@(onionmail|protonmail|proton|tutanota|tuta|cock|mailfence|aol|airmail|firemail|keemail|msgsafe|gmx|india|yandex|mail2tor|rambler|dnmx|ctemplar|skiff|disroot|riseup|elude|gmail|outlook|mail)\.[a-z]{2,6}/ nocase
    $hidden = /\.onion\b|tor browser|telegram|телеграм|\btox\b|qtox|jabber|session id|wickr/ nocase
    $named = /\bID\s*[:=]|\b(personal|pers(ö|oe?)nliche|personnel|pessoal|ihre)\s+ID\b|[\s:]1[1-9A-HJ-NP-Za-km-z]{25,34}\b|\bbc1[a-z0-9]{20,60}\b/ nocase
  condition:
    short_text and any of ($russian, $spanish, $french, $german, $portuguese, $italian, $polish, $turkish, $dutch, $japanese, $korean, $chinese)
    and $pay and any of ($mail, $hidden, $named)
}

rule encrypts_documents {
  meta:
    author = "Assay"
    description = "Code walks the disk, encrypts files of many kinds, removes the originals, and asks for money or sends the key away"
    reference = "https://attack.mitre.org/techniques/T1486/"
    score = 84
    virus_type = "RansomWare"
    family = "ransomware.program"
    meaning_en = "The code encrypts every document that it finds, and asks for money or sends the key away."
    meaning_zh = "代码加密所找到的各类文档，并索要赎金或将密钥外传。"
  strings:
    $walk = /os\.walk\s*\(|\.rglob\s*\(|filepath\.Walk(Dir)?\b|Get-ChildItem\b[^\n]{0,80}-Recurse|FindFirstFile|Directory\.GetFiles|EnumerateFiles|RecursiveDirectoryIterator|\bfind\s+["'\/$~]?[\w\/${}~]{0,20}["']?\s[^\n]{0,20}-type\s+f|GetLogicalDrives|\bfor\s+\/r\b|WalkDir::new/ ascii wide
    $crypt = /Fernet\s*\(|AES\.new\s*\(|ChaCha20|Salsa20|CryptEncrypt|AesManaged|RijndaelManaged|Cryptography\.Aes|AesCryptoServiceProvider|CreateEncryptor|BCryptEncrypt|aes\.NewCipher|chacha20poly1305\.New|Aes256Gcm|secretbox\.|openssl\s+(enc|aes-?256)|openssl_encrypt\s*\(|createCipheriv|gpg\s[^\n]{0,60}(-c|--symmetric)|7z\w?(\.exe)?["']?\s+a\s[^\n]{0,60}-p\S|rar(\.exe)?["']?\s+a\s[^\n]{0,40}-(d?f?h?p)\S/ ascii wide
    $kind = /[.*](docx?|xlsx?|pptx?|pdf|jpe?g|png|mp4|sql|mdb|accdb|zip|bak|vmdk|vmx|psd|odt|pst|csv)["'\s,;|)\x00]/ nocase ascii wide
    $remove = /os\.(remove|unlink|rename|replace)\s*\(|Remove-Item|unlink(Sync)?\s*\(|File\]?(\.|::)(Delete|Move)|DeleteFile|MoveFile|os\.Remove|os\.Rename|\bshred\s|\brm\s+-\w*f|fs::(remove_file|rename)|-dfp|WriteAllBytes\s*\(|\.write\s*\(\s*\w{1,20}\.encrypt|write_bytes\s*\(/ ascii wide
    $demand = /(your|ваши|sus|vos|ihre|seus)\s[^.\n\x00]{0,40}(files|data|documents|файлы|archivos|fichiers|dateien|arquivos)[^.\n\x00]{0,60}(encrypted|locked|зашифрован|cifrad|chiffr|verschl|cript)|files (were|have been|are) (now )?encrypted|\b(pay|send)\s[^\n\x00]{0,40}(bitcoin|\bBTC\b|\$\d|USD)/ nocase ascii wide
    $shadow = /vssadmin[^\n\x00]{0,20}delete|shadowcopy[^\n\x00]{0,30}delete|Win32_ShadowCopy|recoveryenabled/ nocase ascii wide
    $key_away = /(requests\.post|Invoke-(RestMethod|WebRequest)[^\n]{0,80}Post|curl\s[^\n]{0,60}-(d|F)\b|UploadString|http\.Post|fetch\s*\()[^\n]{0,200}(key|pass|PASS|aes)/ ascii wide
  condition:
    filesize < 16MB and $walk and $crypt and $remove and #kind > 4
    and ($shadow or ($demand and (filesize < 512KB or $key_away)) or ($key_away and filesize < 64KB))
    and not labels contains " PDF "
}

rule services_ended_and_shadows_removed {
  meta:
    author = "Assay"
    description = "Databases, mail and backup services are ended and the shadow copies removed"
    reference = "https://attack.mitre.org/techniques/T1489/"
    score = 86
    virus_type = "RansomWare"
    family = "ransomware.recovery"
    meaning_en = "Databases and backup services are ended and copies of the disk removed, as ransomware does before it encrypts."
    meaning_zh = "终止数据库与备份服务并删除卷影副本，是勒索软件加密前的典型行为。"
  strings:
    $shadow = /vssadmin(\.exe)?["']?\s+delete\s+shadows|shadowcopy\s+delete|Win32_ShadowCopy[^\n]{0,80}Delete/ nocase ascii wide
    $service = /\b(MSSQL\w*|SQLWriter|SQLBrowser|SQLAgent\w*|VeeamBackup\w*|Veeam\w+|BackupExec\w+|MSExchange\w+|vmickvpexchange|QBIDPService|AcronisAgent|sqlservr|sqbcoreservice|firebird\w*|MySQL\w*|mysqld|outlook|thebat|excel|winword|oracle|ocssd|dbsnmp|synctime|agntsvc|isqlplussvc|mydesktopqos|encsvc|tbirdconfig|onenote|memtas|mepocs|sophos|backup|GxVss|GxCVD|CVMountd)(\.exe)?\b/ nocase ascii wide
    $end = /\b(net(\.exe)?\s+stop|sc(\.exe)?\s+(stop|delete|config)|taskkill|Stop-Service|Stop-Process|ControlService|TerminateProcess)\b/ nocase ascii wide
    $about = /^(# |## |title: |SecRule |<html|<!DOCTYPE|alert )/ nocase private
  condition:
    filesize < 16MB and $shadow and #service > 3 and $end and not $about
    and not labels contains " PDF "
}
