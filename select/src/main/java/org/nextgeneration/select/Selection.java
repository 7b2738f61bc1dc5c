package org.nextgeneration.select;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.Role;

/** Which model answers. Closed: a new case breaks every switch on it. */
public sealed interface Selection {
    /** {@return the role that was wanted} */
    Role wantedRole();

    /** {@return what led to the decision, in order} */
    List<Reason> reasons();

    /**
     * This model answers; it is installed.
     *
     * @param wantedRole the role that was wanted
     * @param model the installed model
     * @param entry its fields, from the catalogue or assumed
     * @param isFallback whether it stands in for a model that is not installed
     * @param candidates every model considered, best first; the chosen one is the first that is
     *     installed
     * @param reasons what led to the decision, in order
     * @param installCommandOrNull see {@link #installCommand()}
     */
    record Chosen(
            Role wantedRole,
            InstalledModel model,
            CatalogueEntry entry,
            boolean isFallback,
            List<Candidate> candidates,
            List<Reason> reasons,
            @Nullable String installCommandOrNull)
            implements Selection {
        /** Copies the lists. */
        public Chosen {
            candidates = List.copyOf(candidates);
            reasons = List.copyOf(reasons);
        }

        /** {@return for a fallback, the command that installs the right model} */
        public Optional<String> installCommand() {
            return Optional.ofNullable(installCommandOrNull);
        }
    }

    /**
     * No installed model can answer, not even the demo model.
     *
     * @param wantedRole the role that was wanted
     * @param candidates every model considered, best first
     * @param reasons what led there, in order
     * @param installCommandOrNull see {@link #installCommand()}
     */
    record NothingInstalled(
            Role wantedRole,
            List<Candidate> candidates,
            List<Reason> reasons,
            @Nullable String installCommandOrNull)
            implements Selection {
        /** Copies the lists. */
        public NothingInstalled {
            candidates = List.copyOf(candidates);
            reasons = List.copyOf(reasons);
        }

        /** {@return the command that installs the right model, where the catalogue knows one} */
        public Optional<String> installCommand() {
            return Optional.ofNullable(installCommandOrNull);
        }
    }

    /**
     * The caller named a model that is not installed.
     *
     * @param wantedRole the role that was wanted
     * @param name as the caller wrote it
     * @param nearestOrNull see {@link #nearest()}
     * @param installCommandOrNull see {@link #installCommand()}
     * @param reasons what led there, in order
     */
    record UnknownModel(
            Role wantedRole,
            String name,
            @Nullable String nearestOrNull,
            @Nullable String installCommandOrNull,
            List<Reason> reasons)
            implements Selection {
        /** Copies the list. */
        public UnknownModel {
            reasons = List.copyOf(reasons);
        }

        /** {@return an installed or catalogued name that was probably meant} */
        public Optional<String> nearest() {
            return Optional.ofNullable(nearestOrNull);
        }

        /** {@return the command that installs it, where the catalogue knows the name} */
        public Optional<String> installCommand() {
            return Optional.ofNullable(installCommandOrNull);
        }
    }

    /**
     * The caller named an embedding model for a text answer.
     *
     * @param wantedRole the role that was wanted
     * @param model the model named
     * @param reasons what led there, in order
     */
    record NotForText(Role wantedRole, InstalledModel model, List<Reason> reasons)
            implements Selection {
        /** Copies the list. */
        public NotForText {
            reasons = List.copyOf(reasons);
        }
    }
}
