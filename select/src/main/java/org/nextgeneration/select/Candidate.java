package org.nextgeneration.select;

import static java.util.Objects.requireNonNull;

import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;

/**
 * A model that was considered.
 *
 * @param role the role it would serve
 * @param model its name
 * @param score 0 to 1, how well it fits the wanted role; higher is better
 * @param installed whether it is on disk
 * @param verdict why it stands where it stands
 */
public record Candidate(
        Role role, ModelName model, double score, boolean installed, Reason verdict) {
    /** Rejects absent values. */
    public Candidate {
        requireNonNull(role, "role");
        requireNonNull(model, "model");
        requireNonNull(verdict, "verdict");
    }
}
