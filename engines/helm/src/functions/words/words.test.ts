import { testExpressions } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ abbrev 5 "hello world" }}|{{ abbrev 3 "hello" }}|{{ abbrev 20 "hello" }}|{{ abbrev 4 "hello" }}',
    'he...|hello|hello|h...',
  ],
  [
    '{{ abbrevboth 5 10 "1234 5678 9123" }}|{{ abbrevboth 0 8 "abcdefghijkl" }}|{{ abbrevboth 9 8 "abcdefghijkl" }}|{{ abbrevboth 3 6 "abcdefghijkl" }}',
    '...5678...|abcde...|...hijkl|abcdefghijkl',
  ],
  ['{{ initials "First Try Again" }}|{{ initials " é x" }}', 'FTA|Ãx'],
  ['{{ swapcase "This Is A.Test" }}|{{ swapcase "hELLO wORLD é" }}', 'tHIS iS a.tEST|Hello World É'],
  [
    '{{ snakecase "FirstName" }} {{ snakecase "HTTPServer" }} {{ snakecase "NoHTTPS" }} {{ snakecase "GO_PATH" }} {{ snakecase "http2xx" }} {{ snakecase "HTTP20xOK" }} {{ snakecase "Duration2m3s" }} {{ snakecase "Bld4Floor3rd" }} {{ snakecase "a b-c" }}',
    'first_name http_server no_https go_path http_2xx http_20x_ok duration_2m3s bld4_floor_3rd a_b_c',
  ],
  [
    '{{ kebabcase "FirstName" }} {{ kebabcase "my_app Name" }} {{ kebabcase "x__y" }} {{ kebabcase "日本Name" }}',
    'first-name my-app-name x--y 日本-name',
  ],
  [
    '{{ camelcase "http_server" }} {{ camelcase "_complex__case_" }} {{ camelcase "some words" }} {{ camelcase "GOLANG_IS_GREAT" }} {{ camelcase "-" }} {{ camelcase "éclair-au" }}',
    'HttpServer _Complex_Case_ SomeWords GolangIsGreat -- ÉclairAu',
  ],
  ['{{ wrap 10 "this is a long line of text" }}', 'this is a\nlong line\nof text'],
  ['{{ wrap 3 "abcdefgh ij" }}', 'abcdefgh\nij'],
  ['{{ wrapWith 5 "|" "abcdefgh ij klmno" }}', 'abcde|fgh|ij|klmno'],
  ['{{ wrapWith 0 "" "ab" }}', 'a\nb'],
  ['{{ shuffle "" }}|{{ len (shuffle "hello") }}', '|5'],
])
