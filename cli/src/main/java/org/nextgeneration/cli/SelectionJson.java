package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.select.Candidate;
import org.nextgeneration.select.Reason;
import org.nextgeneration.select.Selection;
import org.nextgeneration.select.TaskAnalysis;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.ModelName;

/** The parts of a decision as {@code --json} shows them. */
final class SelectionJson {
    private SelectionJson() {}

    /** {@return what the text asks for, and who was considered} */
    static Map<String, @Nullable Object> analysis(
            TaskAnalysis analysis, Selection selection, Language language) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("language", analysis.language().code());
        json.put("category", analysis.category().id());
        json.put("complexity", analysis.complexity().id());
        json.put("confidence", JsonText.rounded(analysis.confidence()));
        json.put("reasons", reasons(selection.reasons(), language));
        json.put(
                "candidates",
                candidates(selection).stream()
                        .map(candidate -> candidate(candidate, language))
                        .toList());
        return json;
    }

    /** {@return what stands in for what, or null where the right model answers} */
    static @Nullable Map<String, @Nullable Object> fallback(
            Selection selection, Language language) {
        return switch (selection) {
            case Selection.Chosen chosen when chosen.isFallback() ->
                    fallback(chosen, chosen.installCommand().orElse(null), language);
            case Selection.Chosen _ -> null;
            case Selection.NothingInstalled nothing ->
                    fallback(nothing, nothing.installCommand().orElse(null), language);
            case Selection.UnknownModel unknown ->
                    fallback(unknown, unknown.installCommand().orElse(null), language);
            case Selection.NotForText other -> fallback(other, null, language);
        };
    }

    private static Map<String, @Nullable Object> fallback(
            Selection selection, @Nullable String install, Language language) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("role", selection.wantedRole().id());
        json.put("install", install);
        json.put("reasons", reasons(selection.reasons(), language));
        return json;
    }

    private static List<String> reasons(List<Reason> reasons, Language language) {
        return reasons.stream().map(reason -> reason.text(language)).toList();
    }

    /** {@return every model that was considered, best first} */
    static List<Candidate> candidates(Selection selection) {
        return switch (selection) {
            case Selection.Chosen chosen -> chosen.candidates();
            case Selection.NothingInstalled nothing -> nothing.candidates();
            case Selection.UnknownModel _, Selection.NotForText _ -> List.of();
        };
    }

    private static Map<String, Object> candidate(Candidate candidate, Language language) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("role", candidate.role().id());
        json.put("model", shortName(candidate.model()));
        json.put("score", JsonText.rounded(candidate.score()));
        json.put("verdict", candidate.verdict().text(language));
        return json;
    }

    /** {@return the name as people type it, without the tag that goes without saying} */
    static String shortName(ModelName name) {
        return name.tag().equals(ModelName.TAG_LATEST) ? name.family() : name.toString();
    }
}
