// Well-known tools for Windows networks: by what they do and by the names that they carry.

rule script_framework {
  meta:
    author = "Assay"
    description = "Functions of the PowerShell frameworks of attackers: PowerView, PowerUp, Nishang, Empire"
    reference = "https://attack.mitre.org/software/S0194/"
    score = 82
    virus_type = "Hacktool"
    family = "hacktool.powershell"
    meaning_en = "The script is a part of a framework by which attackers search and take over Windows networks."
    meaning_zh = "脚本属于攻击者用于探测和控制 Windows 网络的框架。"
  strings:
    $f1 = /function\s+(Invoke-(Kerberoast|DCSync|ReflectivePEInjection|Shellcode|TokenManipulation|CredentialInjection|NinjaCopy|WmiCommand|UserHunter|ShareFinder|AllChecks|PowerDump|SMBExec|WMIExec|TheHash|BloodHound|Inveigh|PSImage|BypassUAC|EventVwrBypass|PowerShellTcp\w*|PowerShellIcmp|Vnc|PSInject|Runas|Mimikittenz|SessionGopher))\b/ nocase
    $f2 = /function\s+Get-(GPPPassword|GPPAutologon|Keystrokes|TimedScreenshot|VaultCredential|UnattendedInstallFile|ServiceUnquoted|ModifiableService\w*|NetLocalGroup|DomainTrustMapping|ObjectAcl|PassHashes|LSASecret|SiteListPassword)\b/ nocase
    $f3 = /function\s+(Out-Minidump|Install-SSP|Add-Persistence|New-ElevatedPersistenceOption|Write-ServiceBinary|Write-HijackDll|Find-LocalAdminAccess|Add-ObjectAcl|Enable-DuplicateToken|Out-CHM|Out-HTA|Add-ScrnSaveBackdoor|Execute-OnTime|HTTP-Backdoor)\b/ nocase
    $list = /FunctionsToExport/ nocase private
  condition:
    filesize < 4MB and any of them and not $list and not labels contains " PE32"
}

rule rights_by_services {
  meta:
    author = "Assay"
    description = "A program that makes a service of the system connect to it and takes over its rights"
    reference = "https://attack.mitre.org/techniques/T1134/001/"
    score = 82
    virus_type = "Hacktool"
    family = "hacktool.rights"
    meaning_en = "The program tricks a service of Windows into giving it the rights of the system."
    meaning_zh = "程序诱骗 Windows 系统服务以获取 SYSTEM 权限。"
  strings:
    $right = "SeImpersonatePrivilege" ascii wide
    $name1 = /(Juicy|Rogue|Sweet|God|Rotten|Efs|Print|Sharp|Local|Generic|Bad|Lovely|Multi|Ghost|Coerced)\s?Potato|PrintSpoofer|SharpEfsTrigger/ nocase ascii wide
    $pipe = /\\pipe\\(spoolss|epmapper|srvsvc|lsass|efsrpc)/ nocase ascii wide
    $call = /ImpersonateNamedPipeClient|CreateProcessWithToken|CreateProcessAsUser/ ascii wide
    $object = /RpcRemoteFindFirstPrinterChange|EfsRpcOpenFileRaw|IRemUnknown2?|CoGetInstanceFromIStorage|localNegotiator|NegotiateLocalDCOM/ ascii wide
  condition:
    uint16be(0) == 0x4d5a and filesize < 16MB and (
      ($name1 and 2 of ($right, $pipe, $call, $object))
      or ($right and $pipe and $call and $object)
    )
}

rule directory_attack {
  meta:
    author = "Assay"
    description = "A program that asks a domain for tickets, hashes or paths to its administrators"
    reference = "https://attack.mitre.org/techniques/T1558/003/"
    score = 82
    virus_type = "Hacktool"
    family = "hacktool.directory"
    meaning_en = "The program collects tickets and ways to the administrators of a Windows domain."
    meaning_zh = "程序收集 Windows 域的票据和通往管理员的路径。"
  strings:
    $k1 = "asreproast" nocase ascii wide
    $k2 = "kerberoast" nocase ascii wide
    $k3 = /\b(Rubeus|SharpHound|SharpView|Seatbelt|SharpUp|Certify|Whisker|Snaffler|KrbRelay|SafetyKatz|SharpDPAPI|Inveigh)\b/ ascii wide
    $k4 = "s4uself" nocase ascii wide
    $k5 = "$krb5tgs$" ascii wide
    $k6 = "CollectionMethod" nocase ascii wide
    $k7 = "tgtdeleg" nocase ascii wide
    $k8 = /msDS-AllowedToActOnBehalfOfOtherIdentity|msDS-KeyCredentialLink/ ascii wide
    $k9 = "dcsync" nocase ascii wide
  condition:
    uint16be(0) == 0x4d5a and filesize < 32MB and 3 of them
}
