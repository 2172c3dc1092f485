import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ semverCompare "^1.2.0" "1.3.0" }} {{ semverCompare ">=1.19-0" "v1.25.3-gke.100" }} {{ semverCompare ">=1.19" "1.25.3-gke.100" }} {{ semverCompare "~1.2 || ^2" "2.9.9" }} {{ semverCompare "1.2 - 1.4" "1.3.9" }}',
    'true true false true true',
  ],
  [
    '{{ $v := semver "v1.2.3-rc.1+b5" }}{{ $v }} {{ $v.Major }} {{ $v.Minor }} {{ $v.Patch }} {{ $v.Prerelease }} {{ $v.Metadata }} {{ $v.Original }} {{ typeOf $v.Major }}',
    '1.2.3-rc.1+b5 1 2 3 rc.1 b5 v1.2.3-rc.1+b5 uint64',
  ],
  [
    '{{ (semver "1.2.3").Compare (semver "1.3.0") }} {{ (semver "1.2.3").LessThan (semver "1.3.0") }} {{ (semver "1.2").Equal (semver "1.2.0") }} {{ (semver "2").GreaterThan (semver "1") }}',
    '-1 true true true',
  ],
  [
    '{{ (semver "v1.2.3-a").IncPatch }} {{ (semver "1.2.3").IncPatch }} {{ (semver "1.2.3").IncMinor }} {{ (semver "1.2.3").IncMajor }} {{ (semver "1.2.3").SetPrerelease "beta.1" }} {{ (semver "1.2.3").SetMetadata "x" }}',
    '1.2.3 1.2.4 1.3.0 2.0.0 1.2.3-beta.1 1.2.3+x',
  ],
  ['{{ eq (semver "1.25.3").Minor 25 }}', 'true'],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  ['{{ semverCompare "nope" "1.2.3" }}', 'error calling semverCompare: improper constraint: nope'],
  ['{{ semverCompare ">=1" "nope" }}', 'error calling semverCompare: invalid semantic version'],
  ['{{ semverCompare "" "1.2.3" }}', 'error calling semverCompare: improper constraint: '],
  ['{{ (semver "1.2.3").SetPrerelease "a..b" }}', 'error calling SetPrerelease: invalid prerelease string'],
  ['{{ semver "1.2.3.4" }}', 'error calling semver: invalid semantic version'],
  ['{{ semver "1.2.3-01" }}', 'error calling semver: version segment starts with 0'],
  [
    '{{ semver "99999999999999999999" }}',
    'error calling semver: error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range',
  ],
])
