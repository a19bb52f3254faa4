/** An Ethernet frame of 1,500 bytes of payload, without its check sequence. */
export const FULL_FRAME_BYTES = 1514;

/**
 * The least that AWS takes for IPv6 ("Traffic mirror packet format"). For IPv4 it takes 35, which is not even the headers
 * up to TCP.
 */
export const MIN_PACKET_LENGTH_BYTES = 55;
