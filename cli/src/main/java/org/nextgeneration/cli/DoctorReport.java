package org.nextgeneration.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.health.doctor.Check;
import org.nextgeneration.health.doctor.Diagnosis;
import org.nextgeneration.health.doctor.Text;

/** Shows what the doctor found: a list in blocks for people, one object for programs. */
final class DoctorReport {
    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";
    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RED = "\u001b[1;31m";

    private static final String INDENT = "  ";

    private static final List<Check.State> JSON_ORDER =
            List.of(
                    Check.State.OK,
                    Check.State.WARNING,
                    Check.State.FAILED,
                    Check.State.NOT_APPLICABLE);

    private final Session session;
    private final Screen screen;
    private final DoctorText texts;

    /** Where a long sentence is broken; what is to be copied never is. */
    private int columns = TerminalWidth.COLUMNS_MAX;

    DoctorReport(Session session) {
        this.session = session;
        this.screen = session.screen();
        this.texts = new DoctorText(session);
    }

    /** One line of the list: a check, or several that say the same of nothing. */
    private record Row(Check.State state, String title, Check check) {}

    /** Prints the list. */
    void text(Diagnosis diagnosis) {
        columns = TerminalWidth.of(session);
        int stateWidth = width(List.of(Check.State.values()).stream().map(this::state).toList());
        int titleWidth = width(diagnosis.checks().stream().map(this::title).toList());
        for (Check.Block block : Check.Block.values()) {
            List<Row> rows = rows(diagnosis.of(block));
            if (!rows.isEmpty()) {
                screen.heading(session.text("doctor.block." + id(block)));
                rows.forEach(row -> row(row, stateWidth, titleWidth));
                screen.line("");
            }
        }
        screen.line(
                session.text(
                        "doctor.summary",
                        diagnosis.count(Check.State.OK),
                        diagnosis.count(Check.State.WARNING),
                        diagnosis.count(Check.State.FAILED),
                        diagnosis.count(Check.State.NOT_APPLICABLE)));
        styled(colour(diagnosis.state()), session.text("doctor.verdict." + id(worstOf(diagnosis))));
    }

    private static Check.State worstOf(Diagnosis diagnosis) {
        return diagnosis.state() == Check.State.NOT_APPLICABLE ? Check.State.OK : diagnosis.state();
    }

    /** Checks in a row that have nothing to look at for the same reason share a line. */
    private List<Row> rows(List<Check> checks) {
        List<Row> rows = new ArrayList<>();
        for (Check check : checks) {
            Row last = rows.isEmpty() ? null : rows.getLast();
            if (last != null
                    && check.state() == Check.State.NOT_APPLICABLE
                    && last.state() == Check.State.NOT_APPLICABLE
                    && last.check().found().equals(check.found())) {
                rows.removeLast();
                rows.add(new Row(last.state(), joined(last.title(), title(check)), last.check()));
            } else {
                rows.add(new Row(check.state(), title(check), check));
            }
        }
        return rows;
    }

    /** What two titles have in common before a colon is said once. */
    static String joined(String titles, String next) {
        int colon = next.indexOf(':');
        if (colon < 0) {
            return titles + ", " + next;
        }
        // In French a space that does not break stands before it.
        String topic = next.substring(0, colon).replace('\u00a0', ' ').strip();
        if (titles.equals(topic) || titles.endsWith(", " + topic)) {
            return titles;
        }
        boolean told = titles.contains(next.substring(0, colon + 1));
        return titles + ", " + (told ? next.substring(colon + 1).strip() : next);
    }

    private void row(Row row, int stateWidth, int titleWidth) {
        Check check = row.check();
        String state = padded(state(check.state()), stateWidth);
        String margin = " ".repeat(INDENT.length() * 2 + stateWidth);
        if (!row.title().equals(title(check))) {
            String all = session.text("doctor.nothing", row.title(), texts.of(check.found()));
            List<String> lines = wrapped(all, columns - margin.length());
            styled(DIM, INDENT + state + INDENT + String.join("\n" + margin, lines));
            return;
        }
        String below = margin + " ".repeat(titleWidth + INDENT.length());
        String found =
                String.join(
                        "\n" + below, wrapped(texts.of(check.found()), columns - below.length()));
        printed(
                INDENT
                        + painted(colour(check.state()), state)
                        + INDENT
                        + padded(row.title(), titleWidth)
                        + INDENT
                        + found);
        int labelWidth =
                Math.max(
                        session.text("doctor.label.expected").length(),
                        session.text("doctor.label.fix").length());
        check.expected()
                .ifPresent(text -> detail("doctor.label.expected", text, below, labelWidth, DIM));
        check.fix().ifPresent(text -> detail("doctor.label.fix", text, below, labelWidth, BOLD));
    }

    private void detail(String labelKey, Text text, String below, int labelWidth, String colour) {
        String indent = below + " ".repeat(labelWidth + INDENT.length());
        String words = texts.of(text);
        List<String> lines = advice(text, words, columns - indent.length());
        printed(
                below
                        + painted(DIM, padded(session.text(labelKey), labelWidth))
                        + INDENT
                        + painted(colour, String.join("\n" + indent, lines)));
    }

    /** What is to be copied stands on a line of its own and is never broken. */
    private static List<String> advice(Text text, String words, int columns) {
        if (text.key().equals(Text.VERBATIM)) {
            return words.lines().toList();
        }
        List<String> paragraphs = words.lines().toList();
        List<String> lines = new ArrayList<>(wrapped(paragraphs.getFirst(), columns));
        lines.addAll(paragraphs.subList(1, paragraphs.size()));
        return lines;
    }

    /** {@return the text in lines of so many characters, broken where words end} */
    static List<String> wrapped(String text, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ", -1)) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private void styled(String colour, String text) {
        printed(painted(colour, text));
    }

    private void printed(String text) {
        screen.styledLine(text);
    }

    /** Other programs' words are in it, and must not drive the terminal. */
    private String painted(String colour, String text) {
        return screen.colouredOut() ? colour + text + RESET : text;
    }

    private static String colour(Check.State state) {
        return switch (state) {
            case NOT_APPLICABLE -> DIM;
            case OK -> GREEN;
            case WARNING -> YELLOW;
            case FAILED -> RED;
        };
    }

    private String state(Check.State state) {
        return session.text("doctor.state." + id(state));
    }

    private String title(Check check) {
        return session.text("doctor.title." + check.id());
    }

    private static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Prints one object. */
    void json(Diagnosis diagnosis, boolean quick) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("state", id(worstOf(diagnosis)));
        object.put("quick", quick);
        for (Check.State state : JSON_ORDER) {
            object.put(id(state), diagnosis.count(state));
        }
        object.put("checks", diagnosis.checks().stream().map(this::object).toList());
        screen.line(JsonText.of(object));
    }

    private Map<String, @Nullable Object> object(Check check) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("id", check.id());
        object.put("block", id(check.block()));
        object.put("state", id(check.state()));
        object.put("found", texts.of(check.found()));
        object.put("expected", check.expected().map(texts::of).orElse(null));
        object.put("fix", check.fix().map(texts::of).orElse(null));
        return object;
    }
}
