package org.nextgeneration.select;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the form of a text tells, whatever its words: pasted code, traces, formulas, questions.
 *
 * <p>A pattern is tried only where the text holds a mark that it needs; most texts hold none, and
 * the patterns are then not even compiled.
 *
 * @param chars the length of the whole text in characters
 * @param codeScore how strongly the form speaks for code, 0 for not at all
 * @param codeSigns what was seen that looks like code, for people
 * @param hasFormula whether there is an equation with unknowns
 * @param numbers how many numbers there are
 * @param isQuestion whether it ends in a question mark
 * @param demands how many requests or constraints it lists: questions and list items
 */
record TextShape(
        int chars,
        double codeScore,
        List<String> codeSigns,
        boolean hasFormula,
        int numbers,
        boolean isQuestion,
        int demands) {
    private static final String FENCE = "```";
    private static final double FENCE_WEIGHT = 3;
    private static final double TRACE_WEIGHT = 4;
    private static final double FILE_WEIGHT = 2.5;
    private static final double LINE_WEIGHT = 2;
    private static final double FURTHER_LINE_WEIGHT = 1;
    private static final int FURTHER_LINES_MAX = 2;
    private static final double IDENTIFIER_WEIGHT = 1.2;
    private static final int SIGN_CHARS_MAX = 40;

    private static final class SourceFile {
        static final Pattern PATTERN =
                Pattern.compile(
                        "\\b[\\w-]{2,64}\\.(?:py|js|ts|tsx|jsx|java|kt|rs|go|rb|php|cpp|hpp|cs"
                                + "|swift|scala|sh|bat|ps1|sql|html|css|ipynb|gradle|vue|lua|dart"
                                + "|yml|yaml|toml|json)\\b");
    }

    private static final class Trace {
        static final Pattern PATTERN =
                Pattern.compile(
                        "Traceback \\(most|Exception in thread|(?m:^\\s{1,16}at [\\w.$]+\\()"
                                + "|\\b[A-Z][a-z]\\w{0,60}(?:Error|Exception)\\b");
    }

    private static final class CodeLine {
        static final Pattern PATTERN =
                Pattern.compile(
                        "(?m)[;{][ \\t]*$|=>|\\)\\s?->|[=!]=|\\+=|&&|\\w\\(\\)"
                                + "|^[ \\t]*(?:def|class|import|from|public|private|const|let|var"
                                + "|fn|func|#include|return|for|while|if)\\b[^\\n]*[(:;{=]"
                                + "|(?:SELECT|INSERT|UPDATE|CREATE TABLE)\\s[^\\n]*"
                                + "(?:FROM|INTO|SET|\\()");
    }

    private static final class Identifier {
        static final Pattern PATTERN =
                Pattern.compile("\\b(?!i[A-Z])[a-z]{2,60}[A-Z]\\w+\\b|\\b[a-z]+_[a-z_]+\\b");
    }

    private static final class Formula {
        static final Pattern PATTERN =
                Pattern.compile(
                        "\\b\\d{0,9}[a-zA-Z]'{0,2}\\s?[-+*/^]\\s?\\d{0,9}[a-zA-Z(]?[^=\\n]{0,80}="
                                + "\\s*\\S|\\b[a-z]\\s?\\^\\s?[\\dxn]");
    }

    private static final class ListItem {
        static final Pattern PATTERN =
                Pattern.compile("(?m)^[ \\t]*(?:[-*•]|\\d{1,2}[.)])[ \\t]+\\S");
    }

    TextShape {
        codeSigns = List.copyOf(codeSigns);
    }

    static TextShape of(String text, String excerpt) {
        Marks marks = Marks.of(excerpt);
        List<String> signs = new ArrayList<>();
        double score = codeScore(excerpt, marks, signs);
        int items = marks.newline() ? (int) count(ListItem.PATTERN, excerpt) : 0;
        return new TextShape(
                text.length(),
                score,
                signs,
                marks.formula() && Formula.PATTERN.matcher(excerpt).find(),
                marks.numbers(),
                text.stripTrailing().endsWith("?"),
                items + marks.questions());
    }

    private static double codeScore(String text, Marks marks, List<String> signs) {
        double score = 0;
        if (text.contains(FENCE)) {
            signs.add(FENCE);
            score += FENCE_WEIGHT;
        }
        if (text.contains("Error")
                || text.contains("Exception")
                || text.contains("Traceback")
                || text.contains("at ")) {
            score += found(Trace.PATTERN, text, signs) ? TRACE_WEIGHT : 0;
        }
        if (marks.dot()) {
            score += found(SourceFile.PATTERN, text, signs) ? FILE_WEIGHT : 0;
        }
        if (marks.code()) {
            Matcher line = CodeLine.PATTERN.matcher(text);
            if (line.find()) {
                signs.add(shown(line.group()));
                score += LINE_WEIGHT;
                for (int i = 0; i < FURTHER_LINES_MAX && line.find(); i++) {
                    score += FURTHER_LINE_WEIGHT;
                }
            }
        }
        if (marks.identifier()) {
            score += found(Identifier.PATTERN, text, signs) ? IDENTIFIER_WEIGHT : 0;
        }
        return score;
    }

    private static boolean found(Pattern pattern, String text, List<String> signs) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return false;
        }
        signs.add(shown(matcher.group()));
        return true;
    }

    private static String shown(String sign) {
        String line = sign.strip().replace('\n', ' ');
        return line.length() <= SIGN_CHARS_MAX ? line : line.substring(0, SIGN_CHARS_MAX) + "…";
    }

    private static long count(Pattern pattern, String text) {
        return pattern.matcher(text).results().count();
    }

    /**
     * Which marks a text holds, from one pass over it.
     *
     * @param code a mark that every line of code has one of
     * @param identifier an underscore, or a capital after a small letter
     * @param formula an equals sign or a power
     */
    private record Marks(
            boolean dot,
            boolean code,
            boolean identifier,
            boolean formula,
            boolean newline,
            int numbers,
            int questions) {
        private static final String CODE_MARKS = ";{=&(:";

        static Marks of(String text) {
            boolean dot = false;
            boolean code = false;
            boolean identifier = false;
            boolean formula = false;
            boolean newline = false;
            int numbers = 0;
            int questions = 0;
            char before = ' ';
            char twoBefore = ' ';
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                dot |= c == '.';
                code |= CODE_MARKS.indexOf(c) >= 0;
                identifier |= c == '_' || (isCapital(c) && before >= 'a' && before <= 'z');
                formula |= c == '=' || c == '^';
                newline |= c == '\n';
                questions += c == '?' ? 1 : 0;
                numbers += isDigit(c) && startsNumber(before, twoBefore) ? 1 : 0;
                twoBefore = before;
                before = c;
            }
            return new Marks(dot, code, identifier, formula, newline, numbers, questions);
        }

        /** Not after a letter or digit, nor after the decimal mark of a number. */
        private static boolean startsNumber(char before, char twoBefore) {
            boolean decimals = (before == '.' || before == ',') && isDigit(twoBefore);
            return !decimals && !Character.isLetterOrDigit(before);
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private static boolean isCapital(char c) {
            return c >= 'A' && c <= 'Z';
        }
    }
}
