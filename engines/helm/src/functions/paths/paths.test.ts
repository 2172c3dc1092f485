import { testExpressions } from '../testing/expressions.ts'

/** Recorded from Sprig. */
testExpressions([
  [
    '{{ base "/a/b.txt" }} {{ base "" }} {{ base "/" }} {{ base "a/" }} {{ dir "/a/b" }} {{ dir "a" }} {{ dir "" }} {{ dir "/" }} {{ dir "a//b/../c" }} {{ clean "/a/../../b//c/./d" }} {{ clean "" }} {{ clean "../../a/.." }} {{ ext "a.tar.gz" }} {{ ext "a.b/c" }} {{ isAbs "/a" }} {{ isAbs "a" }}',
    'b.txt . / a /a . . / a /b/c/d . ../.. .gz  true false',
  ],
  [
    '{{ osBase "/a/b.txt" }} {{ osDir "/a/b" }} {{ osClean "a/../b" }} {{ osExt "x.y" }} {{ osIsAbs "/" }}',
    'b.txt /a b .y true',
  ],
])
