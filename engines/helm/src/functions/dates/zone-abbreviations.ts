/**
 * The abbreviations of the IANA database, which JavaScript does not know: `Intl` has names of its own for them. A zone
 * that is not listed has none, and shows its offset instead.
 *
 * Each entry: abbreviations with their offsets in minutes, then the zones that have used them in 1970 or since 2000.
 */
const table = `
ACST=570 | Australia/Darwin Australia/North
ACST=570 ACDT=630 | Australia/Adelaide Australia/Broken_Hill Australia/South Australia/Yancowinna
AEST=600 | Australia/Brisbane Australia/LHI Australia/Lindeman Australia/Lord_Howe Australia/Queensland
AEST=600 AEDT=660 | Antarctica/Macquarie Australia/ACT Australia/Canberra Australia/Currie Australia/Hobart
  Australia/Melbourne Australia/NSW Australia/Sydney Australia/Tasmania Australia/Victoria
AHST=-600 AKST=-540 AKDT=-480 | America/Anchorage US/Alaska
AKST=-540 AKDT=-480 | America/Yakutat
AKST=-540 AKDT=-480 PDT=-420 | America/Juneau America/Metlakatla America/Sitka
AST=-240 | America/Anguilla America/Antigua America/Aruba America/Barbados America/Blanc-Sablon America/Curacao
  America/Dominica America/Grenada America/Guadeloupe America/Kralendijk America/Lower_Princes America/Marigot
  America/Martinique America/Miquelon America/Montserrat America/Port_of_Spain America/Puerto_Rico
  America/St_Barthelemy America/St_Kitts America/St_Lucia America/St_Thomas America/St_Vincent America/Tortola
  America/Virgin
AST=-240 ADT=-180 | America/Glace_Bay America/Goose_Bay America/Halifax America/Moncton America/Thule Atlantic/Bermuda
  Canada/Atlantic
AWST=480 | Australia/Perth Australia/West
BST=-660 BDT=-600 AKST=-540 AKDT=-480 | America/Nome
BST=-660 HST=-600 HDT=-540 | America/Adak America/Atka US/Aleutian
CAT=120 | Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Kigali Africa/Lubumbashi Africa/Lusaka
  Africa/Maputo
CAT=120 EAT=180 | Africa/Juba Africa/Khartoum
CET=60 CEST=120 | Africa/Tunis Arctic/Longyearbyen Atlantic/Jan_Mayen CET Europe/Amsterdam Europe/Andorra
  Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen Europe/Copenhagen
  Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo
  Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje
  Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich
  Poland
CET=60 EET=120 | Africa/Tripoli Libya
CST=-300 CDT=-240 | America/Havana Cuba
CST=-360 | America/Belize America/Costa_Rica America/El_Salvador America/Guatemala America/Regina America/Tegucigalpa
  Canada/Saskatchewan
CST=-360 CDT=-300 | America/Chicago America/Indiana/Knox America/Knox_IN America/Managua America/Matamoros
  America/Menominee America/Merida America/Mexico_City America/Monterrey America/Rainy_River America/Rankin_Inlet
  America/Resolute America/Winnipeg CST6CDT Canada/Central Mexico/General US/Central US/Indiana-Starke
CST=-360 CDT=-300 EDT=-240 | America/Indiana/Tell_City
CST=-360 EST=-300 | America/Cancun
CST=-360 EST=-300 EDT=-240 | America/Indiana/Petersburg America/Iqaluit America/Kentucky/Monticello
  America/Pangnirtung
CST=480 | Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Shanghai Asia/Taipei PRC ROC
CST=480 CDT=540 | Asia/Macao Asia/Macau
ChST=600 GDT=660 | Pacific/Guam Pacific/Saipan
EAT=180 | Africa/Addis_Ababa Africa/Asmara Africa/Asmera Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala
  Africa/Mogadishu Africa/Nairobi Indian/Antananarivo Indian/Comoro Indian/Mayotte
EET=120 | Asia/Amman Asia/Damascus Asia/Istanbul Europe/Istanbul Europe/Kaliningrad Europe/Minsk Turkey
EET=120 EEST=180 | Africa/Cairo Asia/Beirut Asia/Famagusta Asia/Gaza Asia/Hebron Asia/Nicosia EET Egypt Europe/Athens
  Europe/Bucharest Europe/Chisinau Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Nicosia Europe/Riga
  Europe/Sofia Europe/Tallinn Europe/Tiraspol Europe/Uzhgorod Europe/Vilnius Europe/Zaporozhye
EET=120 MSK=180 | Europe/Simferopol
EST=-300 | America/Atikokan America/Cayman America/Coral_Harbour America/Jamaica America/Panama EST Jamaica
EST=-300 AST=-240 | America/Santo_Domingo
EST=-300 EDT=-240 | America/Detroit America/Fort_Wayne America/Grand_Turk America/Indiana/Indianapolis
  America/Indiana/Marengo America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac America/Indianapolis
  America/Kentucky/Louisville America/Louisville America/Montreal America/Nassau America/New_York America/Nipigon
  America/Port-au-Prince America/Thunder_Bay America/Toronto Canada/Eastern EST5EDT US/East-Indiana US/Eastern
  US/Michigan
GMT=0 | Africa/Abidjan Africa/Accra Africa/Bamako Africa/Banjul Africa/Bissau Africa/Conakry Africa/Dakar
  Africa/Freetown Africa/Lome Africa/Nouakchott Africa/Ouagadougou Africa/Timbuktu America/Danmarkshavn
  Atlantic/Reykjavik Atlantic/St_Helena Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich GMT GMT+0 GMT-0 GMT0
  Greenwich Iceland
GMT=0 BST=60 | Europe/Belfast Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/London GB GB-Eire
GMT=0 IST=60 | Eire Europe/Dublin
GMT=0 WAT=60 | Africa/Sao_Tome
HKT=480 HKST=540 | Asia/Hong_Kong Hongkong
HST=-600 | HST Pacific/Honolulu Pacific/Johnston US/Hawaii
IST=120 IDT=180 | Asia/Jerusalem Asia/Tel_Aviv Israel
IST=330 | Asia/Calcutta Asia/Kolkata
JST=540 | Asia/Tokyo Japan
KST=510 KST=540 | Asia/Pyongyang
KST=540 | Asia/Seoul ROK
MET=60 MEST=120 | MET
MMT=-44 GMT=0 | Africa/Monrovia
MSK=180 | Europe/Volgograd
MSK=180 MSK=240 | Europe/Kirov Europe/Moscow W-SU
MST=-420 | America/Creston America/Hermosillo America/Phoenix MST US/Arizona
MST=-420 CST=-360 | America/Chihuahua America/Swift_Current
MST=-420 CST=-360 CDT=-300 | America/Bahia_Banderas America/North_Dakota/Beulah America/North_Dakota/Center
  America/North_Dakota/New_Salem America/Ojinaga
MST=-420 MDT=-360 | America/Boise America/Ciudad_Juarez America/Denver America/Edmonton America/Mazatlan
  America/Shiprock America/Yellowknife Canada/Mountain MST7MDT Mexico/BajaSur Navajo US/Mountain
MST=-420 MDT=-360 CDT=-300 | America/Cambridge_Bay
NST=-210 NDT=-150 | America/St_Johns Canada/Newfoundland
NZST=720 NZDT=780 | Antarctica/McMurdo Antarctica/South_Pole NZ Pacific/Auckland
PKT=300 | Asia/Karachi
PST=-480 MST=-420 | America/Dawson_Creek America/Fort_Nelson America/Whitehorse Canada/Yukon
PST=-480 MST=-420 MDT=-360 | America/Inuvik
PST=-480 PDT=-420 | America/Ensenada America/Los_Angeles America/Santa_Isabel America/Tijuana America/Vancouver
  Canada/Pacific Mexico/BajaNorte PST8PDT US/Pacific
PST=480 | Asia/Manila
SAST=120 | Africa/Johannesburg Africa/Maseru Africa/Mbabane
SST=-660 | Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa
UTC=0 | Etc/UCT Etc/UTC Etc/Universal Etc/Zulu UCT UTC Universal Zulu
WAT=60 | Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda
  Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo
WAT=60 CAT=120 | Africa/Windhoek
WET=0 CET=60 | Africa/Algiers
WET=0 CET=60 CEST=120 | Africa/Ceuta
WET=0 WEST=60 | Atlantic/Canary Atlantic/Faeroe Atlantic/Faroe Atlantic/Madeira Europe/Lisbon Portugal WET
WIB=420 | Asia/Jakarta
WIB=420 WITA=480 | Asia/Pontianak
WIT=540 | Asia/Jayapura
WITA=480 | Asia/Makassar Asia/Ujung_Pandang
YST=-540 PST=-480 MST=-420 | America/Dawson
`

/** The abbreviations of a zone by their offsets in seconds. */
export function zoneAbbreviations(zone: string): ReadonlyMap<number, string> {
  const entry = table
    .split('\n')
    .reduce<string[]>(joinContinuation, [])
    .find(line => lists(line, zone))
  const pairs = entry?.split(' | ')[0]?.split(' ') ?? []
  return new Map(pairs.map(pair => [Number(pair.split('=')[1]) * 60, pair.split('=')[0] ?? '']))
}

function joinContinuation(lines: string[], line: string): string[] {
  if (line.startsWith('  ')) lines[lines.length - 1] += line.slice(1)
  else lines.push(line)
  return lines
}

function lists(line: string, zone: string): boolean {
  return line.split(' | ')[1]?.split(' ').includes(zone) ?? false
}
