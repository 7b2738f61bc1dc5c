package org.nextgeneration.select;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.nextgeneration.store.Role;

/**
 * What a text asks for, as far as the text alone tells.
 *
 * @param language the language it is mostly written in
 * @param category the kind of task
 * @param complexity how much it asks for
 * @param role the role for it, after low confidence and complexity have had their say; never {@code
 *     MINI} or {@code EMBEDDING}, which only a caller can ask for
 * @param confidence 0 to 1, how clearly that role leads
 * @param reasons what led there, the strongest first
 * @param scores every visible role with its share, best first; the shares add up to 1
 */
public record TaskAnalysis(
        TextLanguage language,
        Category category,
        Complexity complexity,
        Role role,
        double confidence,
        List<Reason> reasons,
        List<RoleScore> scores) {
    /**
     * One role's share.
     *
     * @param role the role
     * @param share 0 to 1
     */
    public record RoleScore(Role role, double share) {}

    /** Copies the lists. */
    public TaskAnalysis {
        requireNonNull(language, "language");
        requireNonNull(category, "category");
        requireNonNull(complexity, "complexity");
        requireNonNull(role, "role");
        reasons = List.copyOf(reasons);
        scores = List.copyOf(scores);
    }
}
