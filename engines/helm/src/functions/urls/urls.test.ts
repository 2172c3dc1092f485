import { testExpressions, testFailures } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ $u := urlParse "https://user:pa%20ss@host.com:8080/a%2Fb/c d?q=1#frag%20x" }}{{ $u.scheme }} {{ $u.host }} {{ $u.hostname }} {{ $u.path }} {{ $u.query }} {{ $u.fragment }} {{ $u.userinfo }} {{ $u.opaque }}|{{ urlJoin $u }}',
    'https host.com:8080 host.com /a/b/c d q=1 frag x user:pa%20ss |https://user:pa%20ss@host.com:8080/a/b/c%20d?q=1#frag%20x',
  ],
  [
    '{{ urlParse "mailto:a@b.c" }}',
    'map[fragment: host: hostname: opaque:a@b.c path: query: scheme:mailto userinfo:]',
  ],
  [
    '{{ urlParse "http://[::1]:80/x" }}',
    'map[fragment: host:[::1]:80 hostname:::1 opaque: path:/x query: scheme:http userinfo:]',
  ],
  [
    '{{ urlJoin (dict "path" "a:b") }} {{ urlJoin (dict "scheme" "mailto" "opaque" "x@y") }} {{ urlJoin (dict) }}',
    './a:b mailto:x@y ',
  ],
])

/** Recorded from Sprig: what follows `at <…>:`. */
testFailures([
  [
    '{{ urlParse "http://a b/" }}',
    'error calling urlParse: unable to parse url: parse "http://a b/": invalid character " " in host name',
  ],
  [
    '{{ urlParse "http://h:port/" }}',
    'error calling urlParse: unable to parse url: parse "http://h:port/": invalid port ":port" after host',
  ],
  ['{{ urlParse ":x" }}', 'error calling urlParse: unable to parse url: parse ":x": missing protocol scheme'],
  [
    '{{ urlParse "http://h/%zz" }}',
    'error calling urlParse: unable to parse url: parse "http://h/%zz": invalid URL escape "%zz"',
  ],
  [
    '{{ urlParse "1:b" }}',
    'error calling urlParse: unable to parse url: parse "1:b": first path segment in URL cannot contain colon',
  ],
  [
    '{{ urlJoin (dict "scheme" "http" "host" "h:80" "path" "p q" "query" "a=b" "fragment" "f" "userinfo" "u:p w") }}',
    'error calling urlJoin: unable to parse userinfo in dict: parse "proto://u:p w@host": net/url: invalid userinfo',
  ],
  [
    '{{ urlJoin (dict "host" 5) }}',
    'error calling urlJoin: unable to parse host key, must be of type string, but int found',
  ],
  [
    '{{ urlJoin (dict "host" nil) }}',
    'error calling urlJoin: runtime error: invalid memory address or nil pointer dereference',
  ],
])
