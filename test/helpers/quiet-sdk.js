// The SDK's warning about Node.js 20 would stand in the output of every suite.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
