package org.nextgeneration.demo.trainer;

/**
 * The sizes of a Llama network, and where each weight lies in one flat array.
 *
 * <p>Order: token embedding; for each layer attention norm, query-key-value, attention output,
 * feed-forward norm, gate-up, down; output norm. A matrix is stored row by row, one row for each
 * output, as GGUF does.
 *
 * @param vocabulary tokens
 * @param width numbers for each token between layers
 * @param layers transformer blocks
 * @param heads attention heads; they share {@code width} evenly
 * @param feedForward numbers inside the feed-forward part
 */
record NetworkShape(int vocabulary, int width, int layers, int heads, int feedForward) {
    /** Weight arrays of one layer. */
    static final int PARTS_PER_LAYER = 6;

    /** {@return numbers of one attention head} */
    int headWidth() {
        return width / heads;
    }

    /** {@return the number of weight arrays} */
    int parts() {
        return 2 + PARTS_PER_LAYER * layers;
    }

    /** {@return rows of a weight array; 1 for a norm} */
    int rows(int part) {
        if (part == 0) {
            return vocabulary;
        }
        if (part == parts() - 1) {
            return 1;
        }
        return switch ((part - 1) % PARTS_PER_LAYER) {
            case 1 -> 3 * width;
            case 2, 5 -> width;
            case 4 -> 2 * feedForward;
            default -> 1;
        };
    }

    /** {@return columns of a weight array} */
    int columns(int part) {
        boolean down = part > 0 && part < parts() - 1 && (part - 1) % PARTS_PER_LAYER == 5;
        return down ? feedForward : width;
    }

    /** {@return how many matrices lie above one another in a weight array} */
    int blocks(int part) {
        return rows(part) == 3 * width ? 3 : rows(part) == 2 * feedForward ? 2 : 1;
    }

    /** {@return whether a weight array is a matrix, not a norm} */
    boolean isMatrix(int part) {
        return rows(part) > 1;
    }

    /** {@return the index of a part's first weight; of {@link #parts()}, the number of weights} */
    int offset(int part) {
        int offset = 0;
        for (int before = 0; before < part; before++) {
            offset += rows(before) * columns(before);
        }
        return offset;
    }

    /** {@return the number of weights} */
    int size() {
        return offset(parts());
    }
}
