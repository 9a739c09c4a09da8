// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.11;

/// Says, for each log, which size and root it had at the latest in a block. It holds no money and can do nothing else.
contract Anchor {
    /// `origin` is the SHA-256 of the log's name, `note` the SHA-256 of the checkpoint note's text.
    event Anchored(bytes32 indexed origin, uint64 size, bytes32 root, bytes32 note);
    event Owned(address indexed owner);

    address public owner;
    address public heir;
    mapping(bytes32 => uint64) public sizes;

    constructor() {
        owner = msg.sender;
        emit Owned(msg.sender);
    }

    /// Only larger: a log that forgot something cannot be anchored any more.
    function anchor(bytes32 origin, uint64 size, bytes32 root, bytes32 note) external {
        require(msg.sender == owner, "not the owner");
        require(size > sizes[origin], "the size must grow");
        sizes[origin] = size;
        emit Anchored(origin, size, root, note);
    }

    /// First step of changing hands: the owner names who may take it; nobody (0) takes the offer back.
    function offer(address to) external {
        require(msg.sender == owner, "not the owner");
        heir = to;
    }

    /// Second step: whoever was named takes it, and has shown to hold the key.
    function accept() external {
        require(msg.sender == heir, "not offered");
        owner = msg.sender;
        heir = address(0);
        emit Owned(msg.sender);
    }
}
