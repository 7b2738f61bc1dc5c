package org.nextgeneration.cli.config;

/**
 * A place in the configuration file.
 *
 * @param line 1 for the first
 * @param column 1 for the first
 */
public record Place(int line, int column) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        return line == other.line
                ? Integer.compare(column, other.column)
                : Integer.compare(line, other.line);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
