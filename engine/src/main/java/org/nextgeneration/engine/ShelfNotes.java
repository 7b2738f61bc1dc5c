package org.nextgeneration.engine;

import java.util.ArrayList;
import java.util.List;

/** What was odd about a shelf, for the log. Any thread. Keeps the first {@link #NOTES_MAX}. */
final class ShelfNotes {
    /** Notes that wait to be taken; later ones are only counted. */
    static final int NOTES_MAX = 100;

    private final List<String> waiting = new ArrayList<>();
    private int omitted;

    synchronized void add(String note) {
        if (waiting.size() < NOTES_MAX) {
            waiting.add(note);
        } else {
            omitted++;
        }
    }

    /** {@return what was noted since the last call} */
    synchronized List<String> take() {
        List<String> taken = new ArrayList<>(waiting);
        if (omitted > 0) {
            taken.add("saved sequences: %d more notes like these".formatted(omitted));
        }
        waiting.clear();
        omitted = 0;
        return List.copyOf(taken);
    }
}
