package org.nextgeneration.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.cli.terminal.Table;
import org.nextgeneration.gguf.GgufFormatException;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelShape;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.Inventory;
import org.nextgeneration.store.Problem;
import org.nextgeneration.store.Role;

/** The installed models, and what in the store cannot be used, one row each. */
final class ModelList {
    private static final String UNKNOWN = "-";

    private final Session session;
    private final boolean json;

    ModelList(Session session, boolean json) {
        this.session = session;
        this.json = json;
    }

    /** One model: its header's facts, or why the header cannot be read. */
    private record Row(
            InstalledModel model,
            CatalogueEntry entry,
            @Nullable ModelFacts facts,
            String problem) {
        Optional<ModelShape> shape() {
            return Optional.ofNullable(facts).flatMap(ModelFacts::shape);
        }

        String quantization() {
            return facts == null ? UNKNOWN : facts.quantization().label();
        }
    }

    ExitCode show() {
        Inventory inventory = session.inventory();
        List<Row> rows = inventory.models().stream().map(model -> row(inventory, model)).toList();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("models", rows.stream().map(ModelList::object).toList());
            object.put("problems", inventory.problems().stream().map(this::object).toList());
            session.screen().line(JsonText.of(object));
            return ExitCode.DONE;
        }
        if (rows.isEmpty() && inventory.problems().isEmpty()) {
            session.screen()
                    .note(session.text("models.none", session.store().roots().getFirst().folder()));
            return ExitCode.DONE;
        }
        table(rows, inventory.problems()).lines().forEach(session.screen()::line);
        return ExitCode.DONE;
    }

    private static Row row(Inventory inventory, InstalledModel model) {
        CatalogueEntry entry = inventory.catalogue().describe(model);
        try {
            return new Row(model, entry, ModelFacts.read(model.file()), "");
        } catch (IOException | GgufFormatException unusable) {
            return new Row(model, entry, null, String.valueOf(unusable.getMessage()));
        }
    }

    private static String origin(InstalledModel model) {
        return model.origin().name().toLowerCase(Locale.ROOT);
    }

    private Table table(List<Row> rows, List<Problem> problems) {
        Table table =
                new Table(
                        session.text("column.name"),
                        session.text("column.size"),
                        session.text("column.quantization"),
                        session.text("column.context"),
                        session.text("column.role"),
                        session.text("column.origin"));
        for (Row row : rows) {
            List<String> cells = new ArrayList<>();
            cells.add(SelectionJson.shortName(row.model().name()));
            cells.add(Sizes.gibibytes(row.model().sizeBytes(), session.messages()));
            cells.add(row.quantization());
            cells.add(
                    row.shape()
                            .map(shape -> Integer.toString(shape.contextTokens()))
                            .orElse(UNKNOWN));
            cells.add(String.join(",", row.entry().roles().stream().map(Role::id).toList()));
            cells.add(
                    row.problem().isEmpty()
                            ? session.text("origin." + origin(row.model()))
                            : session.text("models.damaged", row.problem()));
            table.row(cells.toArray(String[]::new));
        }
        for (Problem problem : problems) {
            table.row(
                    String.valueOf(problem.path().getFileName()),
                    UNKNOWN,
                    UNKNOWN,
                    UNKNOWN,
                    UNKNOWN,
                    session.text("models.damaged", problem.text(session.language())));
        }
        return table;
    }

    private static Map<String, @Nullable Object> object(Row row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", SelectionJson.shortName(row.model().name()));
        json.put("file", row.model().file().toString());
        json.put("size_bytes", row.model().sizeBytes());
        json.put("quantization", row.facts() == null ? null : row.quantization());
        json.put("context_tokens", row.shape().map(ModelShape::contextTokens).orElse(null));
        json.put("roles", row.entry().roles().stream().map(Role::id).toList());
        json.put("origin", origin(row.model()));
        json.put("problem", row.problem().isEmpty() ? null : row.problem());
        return json;
    }

    private Map<String, Object> object(Problem problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", problem.path().toString());
        json.put("kind", problem.kind().name().toLowerCase(Locale.ROOT));
        json.put("problem", problem.text(session.language()));
        return json;
    }
}
