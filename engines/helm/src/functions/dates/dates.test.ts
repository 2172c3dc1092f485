import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ date "2006-01-02 15:04:05" (int64 1700000000) }} {{ htmlDate (int64 1700000000) }} {{ date "Mon Jan _2 3:04PM 06" (int 1700000000) }}',
    '2023-11-14 22:13:20 2023-11-14 Tue Nov 14 10:13PM 23',
  ],
  [
    '{{ dateInZone "2006-01-02T15:04:05Z07:00" (int64 1700000000) "America/New_York" }} {{ date_in_zone "15:04 MST -0700" (int64 1700000000) "Asia/Kolkata" }} {{ dateInZone "15:04 MST" (int64 1720000000) "Europe/Berlin" }} {{ dateInZone "15:04" (int64 0) "No/Where" }} {{ dateInZone "15:04 MST" (int64 0) "Asia/Singapore" }}',
    '2023-11-14T17:13:20-05:00 03:43 IST +0530 11:46 CEST 00:00 07:30 +0730',
  ],
  ['{{ htmlDateInZone (int64 1700000000) "Asia/Tokyo" }}', '2023-11-15'],
  [
    '{{ $t := toDate "2006-01-02 15:04:05" "2023-11-14 22:13:20" }}{{ $t }} {{ unixEpoch $t }} {{ $t.Year }} {{ $t.Month }} {{ $t.Day }} {{ $t.Weekday }} {{ $t.YearDay }} {{ $t.Unix }} {{ $t.Hour }} {{ $t.Format "Jan 2" }} {{ $t.IsZero }} {{ typeOf $t }}',
    '2023-11-14 22:13:20 +0000 UTC 1700000000 2023 November 14 Tuesday 318 1700000000 22 Nov 14 false time.Time',
  ],
  [
    '{{ $t := toDate "2006-01-02" "2024-02-29" }}{{ $t.AddDate 1 0 0 }} {{ $t.AddDate 0 1 1 }} {{ ($t.AddDate 0 0 -60).Format "2006-01-02" }} {{ $t.UTC }} {{ $t.Location }}',
    '2025-03-01 00:00:00 +0000 UTC 2024-03-30 00:00:00 +0000 UTC 2023-12-31 2024-02-29 00:00:00 +0000 UTC UTC',
  ],
  [
    '{{ toDate "2006-01-02" "nope" }} {{ (toDate "2006-01-02" "nope").IsZero }}',
    '0001-01-01 00:00:00 +0000 UTC true',
  ],
  [
    '{{ mustToDate "2006-01-02T15:04:05Z07:00" "2023-11-14T22:13:20+02:00" }} {{ mustToDate "2006-01-02 MST" "2023-11-14 CET" }} {{ mustToDate "Jan _2 2006" "feb  3 2020" }} {{ mustToDate "15:04:05.000" "01:02:03.456" }}',
    '2023-11-14 22:13:20 +0200 +0200 2023-11-14 00:00:00 +0000 CET 2020-02-03 00:00:00 +0000 UTC 0000-01-01 01:02:03.456 +0000 UTC',
  ],
  [
    '{{ $t := toDate "2006-01-02" "2023-01-01" }}{{ dateModify "-1.5h" $t }} {{ date_modify "nope" $t }} {{ mustDateModify "24h" $t | date "2006-01-02" }}',
    '2022-12-31 22:30:00 +0000 UTC 2023-01-01 00:00:00 +0000 UTC 2023-01-02',
  ],
  [
    '{{ duration "95" }} {{ duration 95 }} {{ duration (int64 3725) }} {{ duration "x" }}',
    '1m35s 0s 1h2m5s 0s',
  ],
  [
    '{{ durationRound "2h10m5s" }} {{ durationRound "2400h10m5s" }} {{ durationRound "9000h" }} {{ durationRound "-5m3s" }} {{ durationRound "x" }} {{ durationRound (int64 3600000000001) }} {{ durationRound "1s" }}',
    '2h 3mo 1y 5m 0s 1h 0s',
  ],
  ['{{ ago (toDate "2006" "0001") }}', '2562047h47m16.854775807s'],
  [
    '{{ $a := toDate "2006-01-02" "2023-01-01" }}{{ $b := toDate "2006-01-02" "2023-01-03" }}{{ $b.Sub $a }} {{ ($b.Sub $a).Hours }} {{ $a.Before $b }} {{ $a.After $b }} {{ $a.Equal $a }} {{ eq ($b.Sub $a).String "48h0m0s" }}',
    '48h0m0s 48 true false true true',
  ],
  [
    '{{ (toDate "2006-01-02 15:04" "2023-01-01 10:44").Truncate 3600000000000 }} {{ (toDate "2006-01-02 15:04" "2023-01-01 10:44").Add 60000000000 }}',
    '2023-01-01 10:00:00 +0000 UTC 2023-01-01 10:45:00 +0000 UTC',
  ],
  [
    '{{ int (toDate "2006-01-02" "2023-05-01").Month }} {{ add (toDate "2006-01-02" "2023-05-01").Month 1 }} {{ printf "%02d" (toDate "2006-01-02" "2023-05-01").Month }} {{ eq (toDate "2006-01-02" "2023-05-01").Month 5 }}',
    '5 6 05 true',
  ],
  [
    '{{ quote (toDate "2006-01-02" "2023-05-01") }} {{ toString (toDate "2006-01-02" "2023-05-01").Weekday }}',
    '"2023-05-01 00:00:00 +0000 UTC" Monday',
  ],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  [
    '{{ mustToDate "2006-01-02" "nope" }}',
    'error calling mustToDate: parsing time "nope" as "2006-01-02": cannot parse "nope" as "2006"',
  ],
  [
    '{{ mustToDate "2006-01-02" "2023-02-30" }}',
    'error calling mustToDate: parsing time "2023-02-30": day out of range',
  ],
  [
    '{{ mustToDate "2006-01-02" "2023-13-01" }}',
    'error calling mustToDate: parsing time "2023-13-01": month out of range',
  ],
  [
    '{{ mustToDate "2006-01-02" "2023-01-01 x" }}',
    'error calling mustToDate: parsing time "2023-01-01 x": extra text: " x"',
  ],
  [
    '{{ mustDateModify "nope" (toDate "2006" "2023") }}',
    'error calling mustDateModify: time: invalid duration "nope"',
  ],
  [
    '{{ mustDateModify "5" (toDate "2006" "2023") }}',
    'error calling mustDateModify: time: missing unit in duration "5"',
  ],
  [
    '{{ mustDateModify "5d" (toDate "2006" "2023") }}',
    'error calling mustDateModify: time: unknown unit "d" in duration "5d"',
  ],
  ['{{ dateModify "1h" "2023-01-01" }}', 'can\'t handle "2023-01-01" for arg of type time.Time'],
  ['{{ unixEpoch 5 }}', "can't handle 5 for arg of type time.Time"],
])
