package org.nextgeneration.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Something in the store that was skipped because it cannot be trusted or used.
 *
 * @param path the file or folder
 * @param kind what is wrong with it
 * @param detail what was found, for people; may be empty
 */
public record Problem(Path path, Kind kind, String detail) {
    /** What is wrong, and why that is a reason to skip. */
    public enum Kind {
        /** The manifest is not the JSON that Ollama writes. */
        BAD_MANIFEST("manifeste illisible", "unreadable manifest"),
        /** The manifest is larger than any real one. */
        MANIFEST_TOO_LARGE("manifeste trop gros", "manifest too large"),
        /** The folders of the manifest do not make a safe model name. */
        BAD_NAME("nom de modèle refusé", "model name refused"),
        /** A digest that is not sha256 and 64 hexadecimal digits; it could name any file. */
        BAD_DIGEST("empreinte refusée", "digest refused"),
        /** The manifest names no weights, as those of models that run elsewhere. */
        NO_WEIGHTS("aucun poids dans le manifeste", "no weights in the manifest"),
        /** The weights need an adapter; without it the answers would be another model's. */
        NEEDS_ADAPTER("adaptateur non pris en charge", "adapter not supported"),
        /** The weights are not there. */
        MISSING_WEIGHTS("poids absents", "weights missing"),
        /** The weights have another size than the manifest says: an unfinished download. */
        WRONG_SIZE("taille inattendue", "unexpected size"),
        /** A link leads out of the store. */
        OUTSIDE_STORE("lien qui sort du dossier", "link out of the folder"),
        /** A model in several files of which some are missing. */
        MISSING_PART("fichier manquant", "part missing"),
        /** The folder holds more than we are willing to read. */
        TOO_MANY_FILES("trop de fichiers", "too many files"),
        /** The file or folder could not be read. */
        UNREADABLE("lecture impossible", "cannot be read");

        private final String fr;
        private final String en;

        Kind(String fr, String en) {
            this.fr = fr;
            this.en = en;
        }

        private String text(Language language) {
            return switch (language) {
                case FRENCH -> fr;
                case ENGLISH -> en;
            };
        }
    }

    /** Rejects absent values. */
    public Problem {
        requireNonNull(path, "path");
        requireNonNull(kind, "kind");
        requireNonNull(detail, "detail");
    }

    /** {@return one line that says where, what is wrong and what was found} */
    public String text(Language language) {
        String separator = language == Language.FRENCH ? "\u00a0: " : ": ";
        String line = path + separator + kind.text(language);
        return detail.isEmpty() ? line : line + " (" + detail + ")";
    }
}
