package org.nextgeneration.select;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.nextgeneration.store.Role;

/**
 * What is known when a model is to be chosen. The caller's hints beat everything, in this order:
 * model, priority, assistant, text.
 *
 * @param analysis what the text asks for
 * @param priority the role that the caller forces, or null
 * @param assistantRole the role of the assistant that answers, or null
 * @param model the model that the caller names, or null
 */
public record SelectionRequest(
        TaskAnalysis analysis,
        @Nullable Role priority,
        @Nullable Role assistantRole,
        @Nullable String model) {
    /** Rejects an absent analysis. */
    public SelectionRequest {
        requireNonNull(analysis, "analysis");
    }

    /** {@return a request without any hint} */
    public static SelectionRequest of(TaskAnalysis analysis) {
        return new SelectionRequest(analysis, null, null, null);
    }

    /** {@return this request with a forced role, or none} */
    public SelectionRequest withPriority(@Nullable Role forced) {
        return new SelectionRequest(analysis, forced, assistantRole, model);
    }

    /** {@return this request with an assistant's role, or none} */
    public SelectionRequest withAssistantRole(@Nullable Role role) {
        return new SelectionRequest(analysis, priority, role, model);
    }

    /** {@return this request with a named model, or none} */
    public SelectionRequest withModel(@Nullable String name) {
        return new SelectionRequest(analysis, priority, assistantRole, name);
    }
}
