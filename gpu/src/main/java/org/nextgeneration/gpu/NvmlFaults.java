package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.nextgeneration.gpu.NvmlStructs.EVENT_DATA;
import static org.nextgeneration.gpu.NvmlStructs.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The faults (XID) that the driver reports. Linux only: elsewhere it can never tell.
 *
 * <p>Any thread may wait; the lock lets one into the driver at a time, in slices, since a thread in
 * native code cannot be interrupted and an event set in use must not be freed.
 */
final class NvmlFaults {
    /** {@code nvmlEventTypeXidCriticalError}. */
    private static final long XID_CRITICAL_ERROR = 8;

    /** How long a wait may stay in native code, deaf to interrupts and to close. */
    private static final int SLICE_MILLIS = 200;

    /**
     * How often the events are asked for anew after the driver failed, as it does on a lost card.
     */
    private static final int RENEWALS_MAX = 8;

    private static final long DEVICE_AT = offset(EVENT_DATA, "device");
    private static final long TYPE_AT = offset(EVENT_DATA, "eventType");
    private static final long XID_AT = offset(EVENT_DATA, "eventData");

    private final NvmlSystemFunctions functions;
    private final List<NvmlDevice> devices;
    private final List<GpuCard> cards;
    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private MemorySegment eventSet = MemorySegment.NULL;
    private int renewals;
    private boolean over;

    /**
     * Prepares; nothing is asked of the driver before the first wait.
     *
     * @param functions of the driver
     * @param devices the cards as the driver has them
     * @param cards the same cards as we know them
     */
    NvmlFaults(NvmlSystemFunctions functions, List<NvmlDevice> devices, List<GpuCard> cards) {
        this.functions = functions;
        this.devices = devices;
        this.cards = cards;
    }

    /** As {@link GpuSource#awaitFault}. */
    Optional<XidEvent> await(Duration timeout) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment event = scratch.allocate(EVENT_DATA);
            while (true) {
                long leftMillis = Math.max(0, (deadlineNanos - System.nanoTime()) / 1_000_000);
                int sliceMillis = (int) Math.min(leftMillis, SLICE_MILLIS);
                lock.lockInterruptibly();
                try {
                    if (!subscribed()) {
                        return Optional.empty();
                    }
                    int code = functions.waitForEvent.call(eventSet, event, sliceMillis);
                    if (code == NvmlCode.SUCCESS) {
                        Optional<XidEvent> fault = fault(event);
                        if (fault.isPresent()) {
                            return fault;
                        }
                    } else if (code != NvmlCode.TIMEOUT) {
                        unsubscribe();
                    }
                } finally {
                    lock.unlock();
                }
                if (leftMillis == 0) {
                    return Optional.empty();
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for a card's fault");
                }
            }
        }
    }

    private Optional<XidEvent> fault(MemorySegment event) {
        if ((event.get(JAVA_LONG, TYPE_AT) & XID_CRITICAL_ERROR) == 0) {
            return Optional.empty();
        }
        MemorySegment handle = event.get(ADDRESS, DEVICE_AT);
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).handle().equals(handle)) {
                long xid = event.get(JAVA_LONG, XID_AT);
                return Optional.of(new XidEvent(cards.get(i), xid, Instant.now()));
            }
        }
        return Optional.empty();
    }

    /** Asks for the events of every card that gives them; answers whether any does. */
    private boolean subscribed() {
        if (over || !eventSet.equals(MemorySegment.NULL)) {
            return !over;
        }
        if (renewals++ > RENEWALS_MAX) {
            over = true;
            return false;
        }
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment created = scratch.allocate(ADDRESS);
            if (functions.createEventSet.call(created) == NvmlCode.SUCCESS) {
                eventSet = created.get(ADDRESS, 0);
            }
        }
        over = eventSet.equals(MemorySegment.NULL);
        int registered = 0;
        for (NvmlDevice device : devices) {
            if (!over && device.code() == NvmlCode.SUCCESS) {
                int code =
                        functions.registerEvents.call(
                                device.handle(), XID_CRITICAL_ERROR, eventSet);
                registered += code == NvmlCode.SUCCESS ? 1 : 0;
            }
        }
        if (registered == 0) {
            over = true;
            unsubscribe();
        }
        return !over;
    }

    private void unsubscribe() {
        if (!eventSet.equals(MemorySegment.NULL)) {
            functions.freeEventSet.call(eventSet);
            eventSet = MemorySegment.NULL;
        }
    }

    /** Ends every wait, within one slice, and gives the events back. */
    void close() {
        lock.lock();
        try {
            over = true;
            unsubscribe();
        } finally {
            lock.unlock();
        }
    }
}
