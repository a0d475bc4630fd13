package dev.tamis.filters.code;

import dev.tamis.filters.code.CommentSyntax.Mark;
import dev.tamis.filters.code.CommentSyntax.Quote;
import dev.tamis.filters.code.CommentSyntax.Shape;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a source file that stand in comments, their marks included, found by scanning once with the syntax of
 * its language. Literals hide marks. An unclosed block comment goes on to the end of the file, and an unclosed literal of
 * one line to the end of its line. Here-documents and literals of rarer kinds are read as code.
 *
 * <p>In Python, docstrings are comments: a literal that is the first statement of the file, or of what {@code def} or
 * {@code class} opens.
 */
final class Comments {
    static final Shared<Comments> OF = Shared.of(Comments::new, Comments::measure);

    /** Longest pattern between slashes; a longer one is read as divisions, so that looking for its end stays cheap. */
    private static final int MOST_PATTERN_BYTES = 256;

    private static final int MOST_CHARACTER_BYTES = 12;
    private static final byte[] PHP_OPEN = "<?".getBytes(StandardCharsets.US_ASCII);

    private TextView view;
    private byte[] utf8;
    private int length;
    private CommentSyntax syntax;
    private long chars;
    private boolean known;

    private Comments() {}

    private void measure(Subject subject) {
        chars = 0;
        syntax = CommentSyntax.of(subject.get(SourceFile.OF).language());
        known = syntax != null;
        if (!known) {
            return;
        }
        view = subject.view();
        utf8 = view.utf8();
        length = view.length();
        switch (syntax.shape()) {
            case PYTHON -> new PythonComments().scan();
            case PHP -> scanPhp();
            default -> scan(0, false);
        }
        view = null;
        utf8 = null;
    }

    /** Whether the language's comments are known. */
    boolean known() {
        return known;
    }

    /** Characters in comments. */
    long chars() {
        return chars;
    }

    private void scanPhp() {
        int at = 0;
        while (at < length) {
            if (matches(at, PHP_OPEN)) {
                at = scan(at + PHP_OPEN.length, true);
            } else {
                at++;
            }
        }
    }

    /** Scans to the end of the text, or of the block of PHP, and gives the position after it. */
    private int scan(int start, boolean php) {
        boolean[] opens = syntax.opens();
        int at = start;
        while (at < length) {
            byte b = utf8[at];
            if (!opens[b & 0xFF]) {
                at++;
            } else if (php && b == '?' && utf8[at + 1] == '>') {
                return at + 2;
            } else {
                int end = commentEnd(at, php);
                if (end > at) {
                    chars += view.codePoints(at, end);
                    at = end;
                } else if (b == '\\') {
                    at = Math.min(length, at + 2);
                } else if (b == '/' && syntax.shape() == Shape.REGEX_LITERALS) {
                    at = patternEnd(at);
                } else {
                    at = literalEnd(at);
                }
            }
        }
        return length;
    }

    /** The end of a comment that opens at a position, or the position. */
    private int commentEnd(int at, boolean php) {
        for (Mark mark : syntax.marks()) {
            if (matches(at, mark.open()) && fits(at, mark)) {
                return mark.close() == null ? lineEnd(at, php) : blockEnd(at, mark);
            }
        }
        return at;
    }

    private boolean fits(int at, Mark mark) {
        return switch (mark.place()) {
            case ANYWHERE -> true;
            case WORD_START -> at == 0 || isBreak(utf8[at - 1]);
            case NOT_AFTER_COLON -> at == 0 || utf8[at - 1] != ':';
            case LINE_START -> {
                int before = at;
                while (before > 0 && (utf8[before - 1] == ' ' || utf8[before - 1] == '\t')) {
                    before--;
                }
                yield before == 0 || utf8[before - 1] == '\n';
            }
        };
    }

    private static boolean isBreak(byte b) {
        return (b <= ' ' && b >= 0) || b == ';' || b == '&' || b == '|' || b == '(' || b == ')';
    }

    private int lineEnd(int start, boolean php) {
        int at = start;
        while (at < length && utf8[at] != '\n') {
            if (php && utf8[at] == '?' && utf8[at + 1] == '>') {
                break;
            }
            at++;
        }
        return at;
    }

    private int blockEnd(int start, Mark mark) {
        int depth = 1;
        int at = start + mark.open().length;
        while (at < length) {
            if (matches(at, mark.close())) {
                at += mark.close().length;
                depth--;
                if (depth == 0) {
                    return at;
                }
            } else if (mark.nests() && matches(at, mark.open())) {
                at += mark.open().length;
                depth++;
            } else {
                at++;
            }
        }
        return length;
    }

    /** The position after a literal that opens at a position, or after the mark where it opens none. */
    private int literalEnd(int at) {
        byte sign = utf8[at];
        Quote quote = syntax.quotes()[sign & 0xFF];
        if (quote == null) {
            return at + 1;
        }
        if (syntax.triple() && utf8[at + 1] == sign && utf8[at + 2] == sign) {
            return tripleEnd(at);
        }
        return switch (quote) {
            case ESCAPED -> quoteEnd(at, true, false);
            case PLAIN -> quoteEnd(at, false, false);
            case ESCAPED_LINES -> quoteEnd(at, true, true);
            case PLAIN_LINES -> quoteEnd(at, false, true);
            case PLAIN_AFTER_SPACE -> at > 0 && isOperand(utf8[at - 1]) ? at + 1 : quoteEnd(at, false, false);
            case CHARACTER -> characterEnd(at);
        };
    }

    private static boolean isOperand(byte b) {
        return b < 0 || isWord(b) || b == ')' || b == ']' || b == '}' || b == '.' || b == '\'' || b == '"';
    }

    private static boolean isWord(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_';
    }

    /** An unclosed literal of one line ends before its line end, one of several lines with the text. */
    private int quoteEnd(int start, boolean escapes, boolean lines) {
        byte sign = utf8[start];
        int at = start + 1;
        while (at < length) {
            byte b = utf8[at];
            if (b == sign) {
                return at + 1;
            }
            if (b == '\n' && !lines) {
                return at;
            }
            at += escapes && b == '\\' ? 2 : 1;
        }
        return length;
    }

    private int tripleEnd(int start) {
        byte sign = utf8[start];
        int at = start + 3;
        while (at < length) {
            if (utf8[at] == sign && utf8[at + 1] == sign && utf8[at + 2] == sign) {
                return at + 3;
            }
            at += utf8[at] == '\\' ? 2 : 1;
        }
        return length;
    }

    /** One escape, or one character of one to four bytes, between the marks; else the position after the first mark. */
    private int characterEnd(int start) {
        int most = Math.min(length, start + MOST_CHARACTER_BYTES);
        int at = start + 1;
        if (at < most && utf8[at] == '\\') {
            for (at += 2; at < most; at++) {
                if (utf8[at] == '\'') {
                    return at + 1;
                }
            }
            return start + 1;
        }
        if (at < most && utf8[at] != '\n') {
            at++;
            while (at < most && (utf8[at] & 0xC0) == 0x80) {
                at++;
            }
            if (at < most && utf8[at] == '\'') {
                return at + 1;
            }
        }
        return start + 1;
    }

    /** The position after a pattern that opens at a slash, or after the slash where it divides. */
    private int patternEnd(int start) {
        int before = start - 1;
        while (before >= 0 && (utf8[before] == ' ' || utf8[before] == '\t')) {
            before--;
        }
        boolean opens = before < 0 || "(,=:[!&|?{};+-*%<>~^\n".indexOf(utf8[before]) >= 0;
        if (!opens) {
            return start + 1;
        }
        boolean inClass = false;
        int most = Math.min(length, start + MOST_PATTERN_BYTES);
        for (int at = start + 1; at < most && utf8[at] != '\n'; at++) {
            switch (utf8[at]) {
                case '\\' -> at++;
                case '[' -> inClass = true;
                case ']' -> inClass = false;
                case '/' -> {
                    if (!inClass) {
                        return at + 1;
                    }
                }
                default -> {}
            }
        }
        return start + 1;
    }

    /** Whether bytes of the text are those of a mark; a mark of letters takes both cases. */
    private boolean matches(int at, byte[] mark) {
        if (at + mark.length > length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            byte b = utf8[at + i];
            boolean same = b == mark[i] || (b >= 'A' && b <= 'Z' && (b | 0x20) == mark[i]);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** One reading of a file in Python, which has to know where statements begin. */
    private final class PythonComments {
        private int depth;
        /** Nothing but white space since the last statement. */
        private boolean statementStart = true;
        /** A literal would be the docstring of the file, a class or a function. */
        private boolean bodyStart = true;
        /** The statement at hand is a {@code def} or {@code class} whose colon has not come. */
        private boolean definition;
        /** Of the line that was read last: its columns, and those of the white space that it starts with. */
        private int columns;

        private int indent;

        void scan() {
            int at = 0;
            while (at < length) {
                at = step(at);
            }
        }

        private int step(int at) {
            byte b = utf8[at];
            switch (b) {
                case ' ', '\t', '\r', '\f' -> {
                    return at + 1;
                }
                case '\n' -> {
                    statementStart |= depth == 0;
                    return at + 1;
                }
                case '\\' -> {
                    return at + 2;
                }
                case '#' -> {
                    int end = lineEnd(at, false);
                    chars += view.codePoints(at, end) - signs(at, end);
                    return end;
                }
                case '"', '\'' -> {
                    return literal(at, at);
                }
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth = Math.max(0, depth - 1);
                case ';' -> {
                    token();
                    statementStart = depth == 0;
                    return at + 1;
                }
                case ':' -> {
                    boolean opens = definition && depth == 0;
                    token();
                    statementStart = opens;
                    bodyStart = opens;
                    definition &= !opens;
                    return at + 1;
                }
                default -> {
                    if (isWord(b) || b < 0) {
                        return word(at);
                    }
                }
            }
            token();
            return at + 1;
        }

        private void token() {
            statementStart = false;
            bodyStart = false;
        }

        private int word(int start) {
            int at = start;
            while (at < length && (isWord(utf8[at]) || utf8[at] < 0)) {
                at++;
            }
            boolean quoted = at < length && (utf8[at] == '"' || utf8[at] == '\'');
            if (quoted && at - start <= 2) {
                return literal(start, at);
            }
            if (statementStart) {
                definition = isAt(start, at, "def") || isAt(start, at, "class") || isAt(start, at, "async");
            }
            token();
            return at;
        }

        /** A literal whose mark stands after a prefix that may be empty. */
        private int literal(int prefix, int quote) {
            int end = literalEnd(quote);
            boolean docstring = statementStart && bodyStart;
            for (int at = prefix; at < quote; at++) {
                docstring &= utf8[at] == 'r' || utf8[at] == 'R' || utf8[at] == 'u' || utf8[at] == 'U';
            }
            if (docstring) {
                boolean triple = utf8[quote + 1] == utf8[quote] && utf8[quote + 2] == utf8[quote];
                int marks = Math.min(triple ? 3 : 1, (end - quote) / 2);
                chars += dedented(quote + marks, end - marks);
            }
            token();
            return end;
        }

        /**
         * Characters of a docstring as Python's {@code ast.get_docstring} gives it: tabs made spaces, without white space at
         * the start of the first line and without the indentation that all others share, empty lines at both ends left out.
         */
        private long dedented(int start, int end) {
            int margin = Integer.MAX_VALUE;
            int at = start;
            for (boolean first = true; at <= end; first = false) {
                at = readLine(at, end);
                if (!first && columns > indent) {
                    margin = Math.min(margin, indent);
                }
            }
            // without a margin, lines stay as they are
            margin = margin == Integer.MAX_VALUE ? 0 : margin;
            long found = 0;
            long empty = 0;
            boolean any = false;
            at = start;
            for (boolean first = true; at <= end; first = false) {
                at = readLine(at, end);
                int left = columns - (first ? indent : Math.min(margin, columns));
                if (left > 0) {
                    found += left + (any ? empty + 1 : 0);
                    any = true;
                    empty = 0;
                } else {
                    empty++;
                }
            }
            return found;
        }

        /** Measures a line with tabs to every eighth column, and gives the position after its end. */
        private int readLine(int start, int end) {
            columns = 0;
            indent = 0;
            int at = start;
            while (at < end && utf8[at] != '\n') {
                byte b = utf8[at];
                boolean indents = indent == columns && (b == ' ' || (b >= '\t' && b <= '\r'));
                if (b == '\t') {
                    columns += 8 - columns % 8;
                } else {
                    columns += (b & 0xC0) == 0x80 ? 0 : 1;
                }
                indent = indents ? columns : indent;
                at++;
            }
            return at + 1;
        }

        private boolean isAt(int start, int end, String word) {
            if (end - start != word.length()) {
                return false;
            }
            for (int i = 0; i < word.length(); i++) {
                if (utf8[start + i] != word.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int signs(int start, int end) {
            int signs = 0;
            for (int at = start; at < end; at++) {
                signs += utf8[at] == '#' ? 1 : 0;
            }
            return signs;
        }
    }
}
